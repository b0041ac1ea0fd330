"""Who may read what is kept of the staff: points, results and conduct concern the person and those who answer for it.

Not in the handbooks; the law on personal information (articles 6 and 28) wants no wider circle than the purpose needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from flows.definition import Procedure, Transition, roles_of
from flows.procedures.roles import COMPANY_MANAGER, CS_SUPERVISOR, DIRECTOR, OFFICE, QUALITY_INSPECTOR, TRAINER

HEADS = (CS_SUPERVISOR.code, DIRECTOR.code, COMPANY_MANAGER.code, OFFICE.code)
# Procedure to the posts that read every case of it; a procedure that is not named here is read by every post of the site.
READERS: Mapping[str, tuple[str, ...]] = {
    "fault_notice": (*HEADS, QUALITY_INSPECTOR.code),
    "performance_review": (*HEADS, QUALITY_INSPECTOR.code),
    "conduct_record": HEADS,
    "training_assessment": (*HEADS, TRAINER.code),
    "onboarding": (*HEADS, TRAINER.code),
}


@cache
def acting_in(procedure: Procedure, state: str) -> frozenset[str]:
    """The posts that have something to do in a state, without what is for the one person alone whom the case names."""
    open_to_all = [arrow for arrow in procedure.leaving(state) if not _for_one(procedure, arrow, state)]
    return frozenset(role.code for arrow in open_to_all for role in roles_of(procedure.holder(arrow, state)))


def _for_one(procedure: Procedure, arrow: Transition, state: str) -> bool:
    return bool(arrow.named or (arrow.by is None and procedure.state(state).named))
