"""/tasks: the caller's worklist, and who takes what of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flows.service.claiming import assign, claim, release
from flows.service.finding import case_of_task
from flows.service.office import Office
from flows.service.vocabulary import Text
from flows.service.worklist import Waiting, Wanted, worklist
from web.api.cases import telling_the_case, whole
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.shapes import (
    AT_SITE,
    CURSOR,
    FLAG,
    ID,
    MOMENT,
    SEARCH,
    STRING,
    asked,
    filters,
    label,
    line,
    moment,
    obj,
    or_null,
    paged,
    ref,
    someone,
)

TASK = obj(
    id=ID,
    number=STRING,
    site=STRING,
    procedure=STRING,
    procedure_label=ref("Label"),
    state=STRING,
    state_label=ref("Label"),
    revision=ID,
    unit=or_null(STRING),
    applicant=or_null(STRING),
    since=MOMENT,
    due_at=or_null(MOMENT),
    overdue=FLAG,
    claimed_by=or_null(ref("Person")),
    **{"for": or_null(ref("Person"))},
)
SCHEMAS: Mapping[str, Schema] = {"Task": TASK}


def _list(call: Call) -> Reply:
    found = worklist(call.office, call.login, call.now, Wanted(**filters(call)))
    return Reply({"items": [_task(one) for one in found.items], "cursor": found.cursor})


def _task(one: Waiting) -> dict[str, Any]:
    return {
        "id": one.task_id,
        "number": one.number,
        "site": one.site,
        "procedure": one.procedure.key,
        "procedure_label": label(one.procedure),
        "state": one.state.code,
        "state_label": label(one.state),
        "revision": one.revision,
        "unit": one.unit,
        "applicant": one.applicant,
        "since": moment(one.since),
        "due_at": moment(one.due_at),
        "overdue": one.overdue,
        "claimed_by": someone(one.claimed_by),
        "for": someone(one.instead_of),
    }


def _beside(done: Callable[[Office, str, str, datetime, str], object]) -> Callable[[Call], Reply]:
    """A handler that does something to the case of the task, and answers the case."""

    def handle(call: Call) -> Reply:
        number, site = case_of_task(call.office, call.login, call.path["id"], call.now)
        with telling_the_case(call, number, site):
            done(call.office, call.login, number, call.now, site)
        return whole(call, number, site)

    return handle


def _assign(call: Call) -> Reply:
    number, site = case_of_task(call.office, call.login, call.path["id"], call.now)
    with telling_the_case(call, number, site):
        assign(call.office, call.login, number, call.body["to"], call.now, site)
    return whole(call, number, site)


ENDPOINTS = (
    Endpoint(
        "GET", "/tasks", "list_tasks",
        Text("我的待办，先到期的在前", "The caller's worklist, soonest due first"),
        _list, paged(ref("Task")), refusals=("not_found",),
        query=(
            Parameter("role", line(40), Text("岗位", "Of this post")),
            AT_SITE,
            Parameter("procedure", line(60), Text("流程", "Of this procedure")),
            Parameter("unit", line(30), Text("房号的开头，例如楼栋", "Whose unit begins so, as those of a building do")),
            Parameter("q", SEARCH, Text("单据里有这些词", "Whose text holds these words")),
            Parameter("overdue", FLAG, Text("只看超期的", "Only overdue ones")),
            Parameter("mine", FLAG, Text("只看我认领的或指定我的", "Only those claimed by or naming the caller")),
            CURSOR,
        ),
    ),
    Endpoint(
        "POST", "/tasks/{id}/claim", "claim_task",
        Text("认领待办", "Claim a task"),
        _beside(claim), ref("Case"), etag=True, refusals=("forbidden", "conflict"),
    ),
    Endpoint(
        "POST", "/tasks/{id}/release", "release_task",
        Text("释放待办", "Give a task back"),
        _beside(release), ref("Case"), etag=True, refusals=("forbidden", "conflict"),
    ),
    Endpoint(
        "POST", "/tasks/{id}/assign", "assign_task",
        Text("指派待办", "Give a task to somebody"),
        _assign, ref("Case"), body=asked(("to",), to=line(60)), etag=True, refusals=("forbidden", "conflict"),
    ),
)  # fmt: skip
