"""What the rules of the services work out: (rule, situation, value)."""

from decimal import Decimal

from flows.definition.prices import Price, written
from tests.procedures.examples_home import TAP, budget, cleaning, repair
from tests.procedures.examples_moving import moving_out
from tests.procedures.situations import at, situation

WINDOWS = "擦窗 / Window cleaning"
DEARER = {"price_list": written([Price(WINDOWS, "扇", Decimal(18))])}
CALLED_HOUR_AGO = {"urgency": "at_once", "appointment": at(hours=5)}

RULES_OF_SERVICES = [
    ("list_sum", cleaning(item=WINDOWS, quantity=6), "90.00"),
    ("list_sum", situation("home_cleaning", {"item": WINDOWS, "quantity": 6}, settings=DEARER), "108.00"),
    ("budget_sum", budget(rows=((TAP, 2), (TAP, 1))), "102.50"),
    ("budget_sum", budget(parts="0", rows=()), "0.00"),
    ("budget_sum", budget("free"), "0.00"),
    ("be_there_by", repair(**CALLED_HOUR_AGO), at(minutes=-45)),
    ("be_there_by", repair(urgency="appointment", appointment=at(hours=5)), at(hours=5)),
    ("be_there_by", situation("home_repair", CALLED_HOUR_AGO, event="reschedule"), at(hours=5)),
    ("network_fee", situation("network_activation"), "300.00"),
    ("network_fee", situation("network_activation", settings={"network_fee": 0}), "0.00"),
    ("arrears_due", moving_out(arrears="150.00"), "150.00"),
    ("damage_due", moving_out(arrears="150.00"), "0.00"),
    ("total_due", moving_out(arrears="150.00", compensation="200.50"), "350.50"),
    ("paid_on", moving_out(), "2026-03-02"),
]
