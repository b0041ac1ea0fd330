"""What a form says at a field of what a rule bans."""

from flows.procedures import PROCEDURES
from flows.procedures.guards_hot_work import BANNED_PLACES
from flows.procedures.hints import HINTS


def test_every_hint_is_of_a_field_and_names_all_that_is_banned_there() -> None:
    fields = {name: field for procedure in PROCEDURES.values() for name, field in procedure.fields().items()}
    assert set(HINTS) <= set(fields)
    banned = {choice for choice in fields["surroundings"].choices if choice.code in BANNED_PLACES}
    assert len(banned) == len(BANNED_PLACES)
    for choice in banned:
        assert choice.zh in HINTS["surroundings"].zh
        assert choice.en in HINTS["surroundings"].en
