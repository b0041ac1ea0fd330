"""What opens a closed button: for a guard that is about more than the form at hand, the events of the same state that
meet it, or the place where what it asks about is kept.

Beside the declarations, as it decides nothing: a guard that isn't named here is told by its sentence alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Place = Literal["unit", "applicant", "cases_of_unit", "cases_alike", "entries"]

OPENED_BY: Mapping[str, tuple[str, ...]] = {
    "all_passes_back": ("return_pass", "void_pass"),
    "arrears_worked_out": ("work_out_arrears",),
    "charge_recorded": ("charge_cash", "charge_bank"),
    "checks_recorded": ("record_check",),
    "company_was_told": ("report_to_company",),
    "every_shift_covered": ("add_duties",),
    "findings_recorded": ("assess",),
    "induction_hours_held": ("record_session",),
    "is_charged": ("start_service",),
    "is_free": ("agree_fee",),
    "materials_balance": ("return_materials",),
    "nobody_on_two_shifts": ("drop_duties",),
    "own_fees_paid": ("record_payment",),
    "penalty_is_confirmed": ("confirm_penalty",),
    "period_not_over": ("return",),
    "somebody_signed": ("sign_acceptance", "confirm_ready"),
    "theory_hours_held": ("record_session",),
    "trained_again": ("record_session",),
}
"""The code of a guard to those of events."""

KEPT_AT: Mapping[str, tuple[Place, ...]] = {
    "all_passes_back": ("entries",),
    "belongs_to_unit": ("unit", "applicant"),
    "consent_still_stands": ("unit", "applicant"),
    "extension_stands": ("unit",),
    "no_other_renovation_runs": ("unit",),
    "nothing_of_the_kind": ("cases_alike",),
    "other_cases_settled": ("cases_of_unit",),
    "owner_or_agent": ("unit", "applicant"),
    "owner_or_agent_or_consenting_tenant": ("unit", "applicant"),
    "passes_reissued": ("entries",),
    "renovation_period_runs": ("unit",),
    "renovation_permit_on_file": ("unit",),
    "resident": ("unit", "applicant"),
}
"""The code of a guard to where its facts are kept: the register of units or of people, other cases, entries of this one."""
