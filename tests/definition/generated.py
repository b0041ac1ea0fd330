"""Small procedures of every shape that a declaration can have, sound or not, for property tests."""

from typing import Any

from hypothesis import strategies as st

from flows.definition import (
    CLOCK,
    Choice,
    Compute,
    Deadline,
    Document,
    Event,
    ExpectPayment,
    Field,
    GiveNumber,
    MoveEntry,
    OpenEntry,
    Procedure,
    RecordPayment,
    RoleFrom,
    Rule,
    Setting,
    SignOff,
    Situation,
    Span,
    StartCase,
    State,
    Tell,
    Transition,
)
from tests.definition.declarations import CHIEF, DESK, DIRECTOR, four_eyes, guard


def nothing(situation: Situation) -> str:
    return "0"


GUARDS = {g.code: g for g in (four_eyes, guard("charged"), guard("free", reads=["fee"], excludes=["charged"]))}
RULES = {
    rule.code: rule
    for rule in (
        Rule("card_fee", nothing, "工本费", "Card fee"),
        Rule("sum", nothing, "合计", "Sum", kind="money", facts=["paid"]),
    )
}

CODES = ("draft", "review", "closed")
words = st.sampled_from(["审核", "Review", "", "A3", "“引号”"])
names = st.sampled_from(["place", "fee", "workers"])
some = st.one_of(st.none(), names)
roles = st.sampled_from([DESK, CHIEF, DIRECTOR, CLOCK])
several = st.lists(roles, min_size=1, max_size=2, unique=True).map(tuple)
holders = st.one_of(st.none(), roles, several, st.builds(RoleFrom, names, several))
events = st.sampled_from(
    [
        Event("submit", "提交", "Submit"),
        Event("approve", "批准", "Approve", "approval"),
        Event("return", "退回", "Return", "return"),
    ]
)
guards = st.lists(st.sampled_from(list(GUARDS.values())), max_size=2)
bounds = st.one_of(st.none(), st.integers(0, 9))
kinds: Any = st.sampled_from(["text", "money", "date", "choice", "rows", "user", "lines"])
choices = st.lists(st.builds(Choice, names, words, words), max_size=2)
columns = st.lists(st.builds(Field, names, kinds, words, words), max_size=2)
fields = st.builds(
    Field,
    names,
    kinds,
    words,
    words,
    help_zh=words,
    required=st.booleans(),
    choices=choices,
    minimum=bounds,
    columns=columns,
    role=st.sampled_from([None, "director"]),
    personal=st.booleans(),
    register=some,
)
documents = st.builds(Document, names, words, words, at_least=st.integers(0, 3), per=some, fresh=st.booleans())
computes = st.builds(Compute, names, st.sampled_from(list(RULES.values())))
effects = st.one_of(
    st.builds(GiveNumber, names, st.just("HW")),
    computes,
    st.builds(OpenEntry, names, st.lists(names, max_size=2), per=some, again=some, valid_until=some),
    st.builds(MoveEntry, names, st.sampled_from(["void", "used"]), line=some),
    st.builds(ExpectPayment, names, names),
    st.builds(RecordPayment, names, names, names, gives_back=st.booleans(), keeps=st.booleans()),
    st.builds(StartCase, names, st.lists(names, max_size=2)),
    st.builds(Tell, names, names),
)
units: Any = st.sampled_from(["minutes", "working_days", "months", "field", "month_day", "month_working_day"])
spans = st.builds(Span, units, st.integers(0, 40), setting=some, field=some, since=some)
deadlines = st.builds(Deadline, names, words, words, spans, event=st.sampled_from([None, "submit"]))
signatures = st.builds(SignOff, roles, setting=some)
defaults = st.one_of(st.integers(), st.booleans(), words, st.floats(allow_nan=False, allow_infinity=False))
limits = st.none() | st.integers(-9, 9)
settings = st.builds(Setting, names, defaults, words, words, words, unit=words, minimum=limits, maximum=limits)


def states(code: str) -> st.SearchStrategy[State]:
    return st.builds(
        State,
        st.just(code),
        words,
        words,
        by=holders,
        ask_zh=words,
        named=some,
        deadlines=st.lists(deadlines, max_size=2),
        sign_offs=st.lists(signatures, max_size=2),
    )


transitions = st.builds(
    Transition,
    events,
    st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True),
    st.sampled_from([None, *CODES]),
    by=holders,
    when=guards,
    needs=st.lists(fields, max_size=2),
    documents=st.lists(documents, max_size=1),
    effects=st.lists(effects, max_size=2),
    route=st.sampled_from([None, *GUARDS.values()]),
    named=some,
    signs=st.booleans(),
    reason=st.booleans(),
    clause=words,
)


def procedures() -> st.SearchStrategy[Procedure]:
    return st.builds(
        Procedure,
        st.sampled_from(["tiny", "other"]),
        version=st.integers(0, 3),
        zh=words,
        en=words,
        prefix=st.just("TY"),
        clause=words,
        states=st.tuples(*(states(code) for code in CODES)),
        transitions=st.lists(transitions, max_size=4),
        settings=st.lists(settings, max_size=2),
        unit=st.sampled_from(["required", "none"]),
        about_zh=words,
        asks=st.lists(fields, max_size=2),
        computes=st.lists(computes, max_size=2),
    )
