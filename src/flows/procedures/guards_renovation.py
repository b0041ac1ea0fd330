"""Guards and rules of a renovation's period, its extension, and its workers' passes.

The period of a unit is a chain of register entries: an extension follows on the end of an earlier one, and its present
end is the latest among those in use. A chain whose first entry has ended, because the work was accepted, has ended.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flows.definition import Entry, Guard, Rule, Situation, Text
from flows.procedures.wording import on_day, yuan

PERIOD = "renovation_period"
PASS = "worker_pass"  # noqa: S105 - a card at the gate, not a secret


def _periods(situation: Situation) -> list[Entry]:
    """Those in use, but for extensions of what is no longer: only the case that opened an entry can end it."""
    every = [e for e in situation.unit_entries(PERIOD) if e.valid_until]
    found = [e for e in every if "present_end" not in e.facts]
    ends = {on_day(situation, e.valid_until) for e in found if e.valid_until}
    for entry in sorted((e for e in every if e not in found), key=lambda e: str(e.valid_until)):
        if entry.valid_until and entry.facts["present_end"] in ends:
            found.append(entry)
            ends.add(on_day(situation, entry.valid_until))
    return found


def end_of_period(situation: Situation) -> date | None:
    """The site's day on which the unit's renovation period ends; None where there is none."""
    ends = [e.valid_until for e in _periods(situation) if e.valid_until]
    return max(ends).astimezone(situation.zone).date() if ends else None


def _end_text(situation: Situation) -> str | None:
    end = end_of_period(situation)
    return end.isoformat() if end else None


renovation_permit_on_file = Guard(
    "renovation_permit_on_file",
    lambda s: end_of_period(s) is not None,
    "登记中没有本房号的装修许可期限；请先核对房号，或补登装修许可",
    "The register has no renovation permit with an end date for this unit; check the unit, or register the permit first",
    absolute=True,
)


def _runs_still(situation: Situation) -> bool:
    end = end_of_period(situation)
    return end is not None and situation.today <= end


def _ran_out(situation: Situation) -> Text:
    end = end_of_period(situation)
    if end is None:
        return Text(renovation_permit_on_file.zh, renovation_permit_on_file.en)
    return Text(
        f"装修期限已于 {end} 届满；请先办理装修延期。",
        f"The renovation period ran out on {end}; apply for an extension first.",
    )


renovation_period_runs = Guard(
    "renovation_period_runs",
    _runs_still,
    "装修期限须未届满",
    "The renovation period has not run out",
    because=_ran_out,
    absolute=True,
)


def _ends_later(situation: Situation) -> bool:
    new, present = situation.day("new_end"), end_of_period(situation)
    return new is not None and present is not None and present < new


new_end_after_present_end = Guard(
    "new_end_after_present_end",
    _ends_later,
    "新的截止日须晚于现期限的截止日",
    "The new end comes after the present one",
    because=lambda s: Text(
        f"现期限至 {end_of_period(s) or '（未登记）'}，新截止日 {s.text('new_end')} 须更晚；请更正。",
        f"The present period ends on {end_of_period(s) or '(none registered)'}; the new end {s.text('new_end')} must be later. Correct it.",
    ),
    reads=("new_end",),
    absolute=True,
)

# Not absolute: an extension that a later one overtook is withdrawn by special treatment, and finance refunds it.
fee_not_received = Guard(
    "fee_not_received",
    lambda s: not s.text("receipt"),
    "延期费已收，不能撤回；请登记新期限，或由财务另行退款",
    "The fee has been received: the case can't be withdrawn. Register the extension, or let finance refund it",
)

extension_stands = Guard(
    "extension_stands",
    lambda s: _end_text(s) not in (None, s.text("period_end")),
    "登记的装修期限已变更",
    "The register has another end of the period by now",
)

fee_is_set = Guard(
    "fee_is_set",
    lambda s: s.money("fee") > 0,
    "审批要求缴费",
    "The approval asks for a fee",
    reads=("fee",),
)

no_pass_in_use = Guard(
    "no_pass_in_use",
    lambda s: not s.unit_entries(PASS),
    "本房号没有在用的出入证",
    "The unit has no pass in use",
)


def _called(entry: Entry) -> str:
    return f"{entry.case or '-'}/{entry.line}"


def _old_passes(situation: Situation) -> list[Entry]:
    """Passes in use that end before the new end; a later extension of the unit may have given a later date."""
    new = situation.text("new_end")
    return [e for e in situation.unit_entries(PASS) if e.valid_until is None or on_day(situation, e.valid_until) < new]


def _recorded(situation: Situation) -> list[str]:
    """The passes that were in use when the extension was registered."""
    return situation.text("passes_to_reissue").split()


def _still_in_use(situation: Situation) -> list[Entry]:
    """Passes in use that are recorded ones, or were issued anew in their cases; those of new workers don't count."""
    recorded = _recorded(situation)
    cases = {name.rpartition("/")[0] for name in recorded}
    in_use = situation.unit_entries(PASS)
    return [e for e in in_use if _called(e) in recorded or (e.case in cases and "line" in e.facts)]


def _passes_missing(situation: Situation) -> int:
    """How many of the recorded passes have neither a successor in use nor come back.

    Void and returned passes of other cases can't be seen from here: so passes are counted, not followed one by one,
    and how many came back is what the desk states. A void pass whose worker is gone, but whose card never came
    back, takes special treatment.
    """
    returned = int(situation.data.get("passes_returned") or 0)
    return len(_recorded(situation)) - len(_still_in_use(situation)) - returned


def _count_passes(situation: Situation) -> Text:
    recorded, done = _recorded(situation), len(_still_in_use(situation))
    named, missing = ", ".join(recorded), _passes_missing(situation)
    return Text(
        f"登记新期限时在用 {len(recorded)} 张（{named}），现在用 {done} 张，还差 {missing} 张；"
        "请重办已作废的，已退证的填写张数，人走证未交回的申请特殊处理。",
        f"{len(recorded)} passes were in use when the extension was registered ({named}), {done} are now: {missing} missing. "
        "Issue the void ones anew, state how many were returned; for a card that never came back ask for special treatment.",
    )


def _name_passes(situation: Situation) -> Text:
    names = [f"{_called(e)} {e.facts.get('name', '')}".strip() for e in _old_passes(situation)]
    listed = ", ".join(names)
    return Text(
        f"以下出入证尚未换发新日期：{listed}；请逐一作废并重办。",
        f"These passes do not bear the new date yet: {listed}; void each and issue it anew.",
    )


passes_reissued = Guard(
    "passes_reissued",
    lambda s: not _old_passes(s),
    "在用的出入证须全部作废并按新日期重办",
    "Every pass in use has been voided and issued anew with the new date",
    because=_name_passes,
)
no_pass_missing = Guard(
    "no_pass_missing",
    lambda s: _passes_missing(s) <= 0,
    "登记新期限时在用的出入证，作废的须全部重办，退证的须填写张数",
    "Of the passes in use when the extension was registered, every void one has been issued anew and the returned ones are stated",
    because=_count_passes,
    reads=("passes_returned",),
)

approved_papers_shown = Guard(
    "approved_papers_shown",
    lambda s: s.data.get("application_shown") is True and s.data.get("permit_shown") is True,
    "须出示已批准的装修申请表和装修许可证；缺一不办",
    "Both the approved renovation application and the permit must be shown",
    reads=("application_shown", "permit_shown"),
)

receipt_marked = Guard(
    "receipt_marked",
    lambda s: s.data.get("receipt_marked") is True,
    "请先在财务收据上注明“已办”，再制证",
    "Mark finance's receipt as used before making the cards",
    reads=("receipt_marked",),
)


def _line(situation: Situation) -> Entry | None:
    return next((e for e in situation.own_entries(PASS) if e.line == situation.data.get("line")), None)


def _line_has_state(situation: Situation, state: str) -> bool:
    entry = _line(situation)
    return entry is not None and entry.state == state


pass_in_use = Guard(
    "pass_in_use",
    lambda s: _line_has_state(s, "in_use"),
    "该序号的出入证须在用；请核对登记本序号",
    "The pass with this line is in use; check the line in the register",
    reads=("line",),
    absolute=True,
)


def _is_void_and_open(situation: Situation) -> bool:
    again = {e.facts.get("line") for e in situation.own_entries(PASS)}
    return _line_has_state(situation, "void") and situation.data.get("line") not in again


pass_is_void = Guard(
    "pass_is_void",
    _is_void_and_open,
    "只能重办已作废且尚未重办的证件；请先作废旧证",
    "Only a pass that is void and not yet replaced is issued anew; void the old one first",
    reads=("line",),
    excludes=("pass_in_use",),
    absolute=True,
)

all_passes_back = Guard(
    "all_passes_back",
    lambda s: not any(e.state == "in_use" for e in s.own_entries(PASS)),
    "仍有在用的出入证；请全部退证或作废后再关闭",
    "Some passes are still in use; take back or void every one before closing",
)


def _times_workers(setting: str, situation: Situation) -> Decimal:
    return Decimal(str(situation.setting(setting))) * len(situation.rows("workers"))


def _is_late(situation: Situation) -> bool:
    """What the first submission came to stays: an office that sends an application back late doesn't make it late."""
    if "late" in situation.data:
        return bool(situation.data["late"])
    end = end_of_period(situation)
    return end is not None and end < situation.today


def _pass_sum(situation: Situation) -> str:
    return yuan(_times_workers("pass_deposit", situation) + _times_workers("pass_card_fee", situation))


present_end = Rule("present_end", _end_text, "现期限截止日", "Present end of the period")
passes_to_reissue = Rule(
    "passes_to_reissue",
    lambda s: " ".join(sorted(map(_called, s.unit_entries(PASS)))),
    "须换发的出入证",
    "Passes to be issued anew",
)
asked_late = Rule("asked_late", _is_late, "逾期申请", "Asked for after the end")
deposit_sum = Rule("deposit_sum", lambda s: yuan(_times_workers("pass_deposit", s)), "押金合计", "Deposits")
card_fee_sum = Rule("card_fee_sum", lambda s: yuan(_times_workers("pass_card_fee", s)), "工本费合计", "Card fees")
pass_sum = Rule("pass_sum", _pass_sum, "应缴合计", "Sum due")
deposit_of_one = Rule(
    "deposit_of_one", lambda s: yuan(Decimal(str(s.setting("pass_deposit")))), "应退押金", "Deposit to give back"
)
