"""Guards on the applicant: what ties them to the unit, and who entrusted them. All are about identity but for a tenant's
consent, which the director may do without where the owner can't be reached (KPI 2.7)."""

from __future__ import annotations

from flows.definition import Authorisation, Guard, Situation, Terms, Text
from flows.definition.situation import TenureKind
from flows.procedures.wording import on_clock

RENOVATION = "renovation"
# Which consent of the owner a tenant needs, by procedure (CSH 5.1.1, 5.9.1).
CONSENT_FOR = {"item_release": "item_removal", "network_activation": "network"}
# What a tenant leaves behind instead of a consent that can't be had: a promise in writing, and photos of the things.
INSTEAD_OF_CONSENT = ("tenant_undertaking", "items_photo")


def has_tie(situation: Situation, *kinds: TenureKind) -> bool:
    """Whether the applicant has one of these ties to the case's unit today."""
    person, unit = situation.applicant, situation.case.unit
    return person is not None and any(
        tie.unit == unit and tie.kind in kinds and tie.holds_on(situation.today) for tie in person.tenures
    )


def _in_force(authorisation: Authorisation, situation: Situation) -> bool:
    revoked = authorisation.revoked_at is not None and authorisation.revoked_at <= situation.now
    return authorisation.stands and not revoked and authorisation.since <= situation.today <= authorisation.until


def _entrusted(situation: Situation, scope: str) -> bool:
    person, unit = situation.applicant, situation.case.unit
    return person is not None and any(
        a.unit == unit and a.scope == scope and _in_force(a, situation) for a in person.authorisations
    )


def _is_owner_or_agent(situation: Situation) -> bool:
    return has_tie(situation, "owner") or _entrusted(situation, RENOVATION)


def may_take_things_out(situation: Situation) -> bool:
    consent = CONSENT_FOR.get(situation.case.procedure, "")
    return _is_owner_or_agent(situation) or (has_tie(situation, "tenant") and _entrusted(situation, consent))


def _why_not_in_force(authorisation: Authorisation, name: str, situation: Situation) -> Text:
    a, revoked = authorisation, authorisation.revoked_at
    if revoked is not None and revoked <= situation.now:
        at = on_clock(situation, revoked)
        return Text(
            f"{a.granted_by} 给 {name} 的授权已于 {at} 撤销；请业主本人办理，或重新出具授权。",
            f"The authorisation that {a.granted_by} gave {name} was revoked at {at}; the owner applies in person or grants a new one.",
        )
    if not a.stands:
        return Text(
            f"授权人 {a.granted_by} 已不是本房号业主，授权失效；请现业主出具授权。",
            f"{a.granted_by}, who granted the authorisation, no longer owns the unit; ask the present owner for one.",
        )
    if situation.today > a.until:
        return Text(
            f"{name} 的授权已于 {a.until} 到期；请业主续期后再办。",
            f"The authorisation of {name} expired on {a.until}; ask the owner to renew it.",
        )
    return Text(
        f"{name} 的授权自 {a.since} 起才生效；请届时再办，或请业主本人办理。",
        f"The authorisation of {name} is not in force before {a.since}; come back then, or let the owner apply.",
    )


def _why_not_entrusted(situation: Situation, scope: str) -> Text | None:
    """What is wrong with the authorisation that comes nearest: this unit and scope, then this unit, then this scope."""
    person, unit = situation.applicant, situation.case.unit
    if person is None or not person.authorisations:
        return None
    here = [a for a in person.authorisations if a.unit == unit]
    fitting = sorted((a for a in here if a.scope == scope), key=lambda a: a.until)
    if fitting:
        return _why_not_in_force(fitting[-1], person.name, situation)
    if here:
        return Text(
            f"{person.name} 对 {unit} 的授权不包括此项事务；请业主另行授权。",
            f"The authorisation of {person.name} for {unit} does not cover this matter; ask the owner for one that does.",
        )
    other = person.authorisations[-1].unit
    return Text(
        f"{person.name} 的授权是给 {other} 的，不是 {unit}；请核对房号，或请 {unit} 业主授权。",
        f"The authorisation of {person.name} is for {other}, not {unit}; check the unit or ask its owner for one.",
    )


def _nobody(situation: Situation) -> Text:
    unit = situation.case.unit
    if situation.applicant is None:
        return Text("单据没有申请人；请先登记申请人。", "The case names no applicant; register one first.")
    name = situation.applicant.name
    return Text(
        f"登记中 {name} 与 {unit} 没有任何关系；请核对身份，或请业主办理。",
        f"The register ties {name} to {unit} in no way; check the identity, or let the owner apply.",
    )


def _why_not_owner_or_agent(situation: Situation) -> Text:
    said = _why_not_entrusted(situation, RENOVATION)
    if said is None and situation.applicant and has_tie(situation, "tenant", "occupant"):
        name, unit = situation.applicant.name, situation.case.unit
        return Text(
            f"{name} 是 {unit} 的租户或住户，不是业主；请业主本人或其授权的装修负责人办理。",
            f"{name} is a tenant or occupant of {unit}, not its owner; the owner or an agent the owner entrusts applies.",
        )
    return said or _nobody(situation)


def _why_not_consenting(situation: Situation) -> Text:
    if not has_tie(situation, "tenant"):
        return _why_not_owner_or_agent(situation)
    missing = Text(
        "租户办理须有业主的书面同意在案；请先登记业主同意。",
        "A tenant needs the owner's written consent on file; register it first.",
    )
    said = _why_not_entrusted(situation, CONSENT_FOR.get(situation.case.procedure, "")) or missing
    way = _way_without_consent(situation) if _attempts_needed(situation) else Text("", "")
    return Text(said.zh + way.zh, f"{said.en} {way.en}".strip())


def _attempts_needed(situation: Situation) -> int:
    """How often the owner is tried before the director may do without them; nought where there is no such way."""
    return int(situation.case.settings.get("attempts_needed", 0))


def _attempts(situation: Situation) -> int:
    """At different moments: one call written down twice counts once."""
    return len({row["tried_at"] for row in situation.rows("owner_attempts")})


def _way_without_consent(situation: Situation) -> Text:
    made, needed = _attempts(situation), _attempts_needed(situation)
    return Text(
        f"联系不上业主的，登记每次联系（已登记 {made} 次，须 {needed} 次），收齐租户承诺书和物品照片，再请主任凭书面说明特殊处理。",
        f"Where the owner can't be reached, record each attempt ({made} recorded, {needed} needed), attach the tenant's"
        " undertaking and photos of the items, then ask the director for special treatment in writing.",
    )


def _is_out_of_reach(situation: Situation) -> bool:
    needed = _attempts_needed(situation)
    tried = 0 < needed <= _attempts(situation)
    papers = all(situation.documents.get(code, 0) for code in INSTEAD_OF_CONSENT)
    return has_tie(situation, "tenant") and tried and papers


def _why_in_reach(situation: Situation) -> Text:
    if _attempts_needed(situation) and has_tie(situation, "tenant"):
        return _way_without_consent(situation)
    return Text(
        "联系不上业主的特殊处理只适用于本房号租户的放行条。",
        "Special treatment for want of an owner is for the release slip of who is a tenant of the unit.",
    )


owner_out_of_reach = Guard(
    "owner_out_of_reach",
    _is_out_of_reach,
    "申请人须是本房号租户，且已多次联系业主未果，并有租户承诺书和物品照片",
    "The applicant is a tenant of the unit, the owner has been tried often enough, and undertaking and photos are there",
    because=_why_in_reach,
)


owner_or_agent = Guard(
    "owner_or_agent",
    _is_owner_or_agent,
    "申请人须是本房号现业主，或持有效装修授权的负责人",
    "The applicant owns the unit today, or holds a renovation authorisation for it that is in force",
    because=_why_not_owner_or_agent,
    identity=True,
)
owner_or_agent_or_consenting_tenant = Guard(
    "owner_or_agent_or_consenting_tenant",
    may_take_things_out,
    "申请人须是业主、装修负责人，或经业主同意的租户",
    "The applicant is the owner, the owner's agent, or a tenant with the owner's consent on file",
    because=_why_not_consenting,
    terms=Terms("director", owner_out_of_reach),
)
resident = Guard(
    "resident",
    lambda situation: has_tie(situation, "owner", "tenant", "occupant"),
    "申请人须是本房号的业主、租户或住户",
    "The applicant is an owner, tenant or occupant of the unit",
    because=_nobody,
    identity=True,
)
