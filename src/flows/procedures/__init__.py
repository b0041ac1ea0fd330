"""Layer 2: the declared procedures. They import `flows.definition` and nothing else of ours."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import Procedure
from flows.procedures.additional_works import ADDITIONAL_WORKS
from flows.procedures.complaint import COMPLAINT
from flows.procedures.conduct_record import CONDUCT_RECORD
from flows.procedures.duty_roster import DUTY_ROSTER
from flows.procedures.entry_kinds import ENTRY_KINDS
from flows.procedures.events import EVENTS
from flows.procedures.fault_notice import FAULT_NOTICE
from flows.procedures.guards import GUARDS, RULES
from flows.procedures.handbook import CLAUSES, Clause
from flows.procedures.home_cleaning import HOME_CLEANING
from flows.procedures.home_repair import HOME_REPAIR
from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.procedures.item_release import ITEM_RELEASE
from flows.procedures.move_in import MOVE_IN
from flows.procedures.move_out import MOVE_OUT
from flows.procedures.network_activation import NETWORK_ACTIVATION
from flows.procedures.onboarding import ONBOARDING
from flows.procedures.papers import REGISTERS, SHEETS
from flows.procedures.performance_review import PERFORMANCE_REVIEW
from flows.procedures.public_area_maintenance import PUBLIC_AREA_MAINTENANCE
from flows.procedures.purposes import PURPOSES
from flows.procedures.renovation import RENOVATION
from flows.procedures.renovation_extension import RENOVATION_EXTENSION
from flows.procedures.roles import ROLES
from flows.procedures.shift_handover import SHIFT_HANDOVER
from flows.procedures.special_service import SPECIAL_SERVICE
from flows.procedures.training_assessment import TRAINING_ASSESSMENT
from flows.procedures.training_plan import TRAINING_PLAN
from flows.procedures.utility_account import UTILITY_ACCOUNT
from flows.procedures.worker_pass import WORKER_PASS

PROCEDURES: Mapping[str, Procedure] = {
    procedure.key: procedure
    for procedure in (
        HOT_WORK_PERMIT,
        RENOVATION,
        RENOVATION_EXTENSION,
        WORKER_PASS,
        ADDITIONAL_WORKS,
        ITEM_RELEASE,
        SPECIAL_SERVICE,
        HOME_CLEANING,
        HOME_REPAIR,
        NETWORK_ACTIVATION,
        UTILITY_ACCOUNT,
        MOVE_IN,
        MOVE_OUT,
        PUBLIC_AREA_MAINTENANCE,
        COMPLAINT,
        SHIFT_HANDOVER,
        DUTY_ROSTER,
        TRAINING_PLAN,
        ONBOARDING,
        TRAINING_ASSESSMENT,
        FAULT_NOTICE,
        PERFORMANCE_REVIEW,
        CONDUCT_RECORD,
    )
}
"""The latest version of each by its key."""

__all__ = [
    "CLAUSES",
    "ENTRY_KINDS",
    "EVENTS",
    "GUARDS",
    "PROCEDURES",
    "PURPOSES",
    "REGISTERS",
    "ROLES",
    "RULES",
    "SHEETS",
    "Clause",
]
