"""Where each rule leads in the house of these tests, and what is sent there so that the answer is about who asks.

`{names}` are the house's own things. A rule with several ways has a row in the table for each, by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.web.conftest import PASSWORD


@dataclass(frozen=True)
class Way:
    """`name` tells it from the rule's others; empty: the usual one."""

    path: str
    form: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


USUAL = {
    "<number>": "{number}", "<event>": "endorse", "<login>": "front_desk", "<key>": "hot_work_permit", "<code>": "{unit}",
    "<int:document>": "1", "<int:party>": "{party}", "<int:authorisation>": "{authorisation}", "<int:tenure>": "4",
    "<int:entry>": "1", "<int:session>": "3", "<int:substitution>": "{substitution}", "<int:token>": "{token}",
    "<int:webhook>": "{webhook}", "<int:notice>": "1", "<int:saved>": "1", "<procedure>": "worker_pass", "<name>": "money",
    "<kind>": "xlsx", "<path:filename>": "app.css", "<sheet>": "hot_work_permit", "<int:line>": "1", "<id>": "1",
    "<language>": "zh", "<any(svg, png, pdf):kind>": "svg", "<what>": "stop", "<guard>": "approved_papers_shown",
}  # fmt: skip
NUMBER = "a number: "  # before what JSON takes as one
MULTIPART = "multipart/form-data"
PAPER = (b"%PDF-1.7 a paper", "paper.pdf")
AGREED = {
    "opinion": "同意",
    "revision": "{revision}",
    "data.findings": "灭火器在位",
    "data.looked_at": "2026-03-02T10:00",
}
SEEN = {"headers": {"If-Match": '"{revision}"'}}
LINE = {"case": "{number}@north"}
UNIT = "/units/{unit}"
PARTY = {"name": "示例某人", "site": "north"}
POST = {"role": "finance", "site": "north"}
FREE_DAY = {"site": "north", "year": "2026", "first": "2026-03-09", "kind": "free", "note": "停电检修"}
AWAY = {
    "site": "north",
    "absent": "front_desk",
    "substitute": "second_desk",
    "since": "2026-04-01",
    "until": "2026-04-03",
    "reason": "休假",
}
TIE = {"party": "{tenant}", "kind": "occupant", "since": "2026-03-01"}
GRANT = {"owner": "{party}", "party": "{tenant}", "scope": "renovation", "since": "2026-03-02", "until": "2026-04-02"}
PERMIT = {"kind": "renovation_period", "since": "2026-03-01", "until": "2026-03-30", "paper": "纸-2"}
ADDRESS = {"site": "north", "name": "例", "address": "https://127.0.0.1/x"}
REVEAL = "place=field:workers.1.id_number&site=north"
CARD = "/cases/{passes}/print/worker_pass_card"

# By "METHOD rule". Whatever isn't here is asked at the usual things with an empty form.
WAYS: Mapping[str, tuple[Way, ...]] = {
    "POST /login": (Way("/login", {"login": "nobody there", "password": "wrong"}),),
    "POST /language": (Way("/language", {"lang": "zh"}),),
    "GET /cases": (Way("/cases"), Way("/cases?site=north", name="of the north")),
    "GET /cases/<number>": (
        Way("/cases/{number}"), Way("/cases/{fault}", name="of the staff"), Way("/cases/{number}?site=south", name="named of elsewhere"),
        Way("/cases/XX-1", name="that is not there"),
    ),
    "POST /cases/<number>/assign": (Way("/cases/{number}/assign", {"to": "safety_supervisor"}),),
    "GET /cases/<number>/comments": (Way("/cases/{number}/comments"), Way("/cases/{fault}/comments", name="of the staff")),
    "POST /cases/<number>/comments": (Way("/cases/{number}/comments", {"words": "看一下"}), Way("/cases/{fault}/comments", {"words": "看一下"}, "of the staff")),
    "POST /cases/<number>/documents": (Way("/cases/{number}/documents", {"kind": "welder_certificate", "file": PAPER}, more={"content_type": MULTIPART}),),
    "GET /cases/<number>/documents/<int:document>": (Way("/cases/{number}/documents/1"), Way("/cases/{number}/documents/4", name="of another case")),
    "GET /cases/<number>/events/<event>": (Way("/cases/{number}/events/endorse"),),
    "POST /cases/<number>/events/<event>": (Way("/cases/{number}/events/endorse", AGREED), Way("/cases/{fault}/events/acknowledge", {"revision": "2"}, "of the staff")),
    "POST /cases/<number>/events/<event>/draft": (Way("/cases/{number}/events/endorse/draft", AGREED),),
    "POST /cases/<number>/hold": (Way("/cases/{number}/hold", {"reason": "诉讼未结"}),),
    "POST /cases/<number>/hold/end": (Way("/cases/{number}/hold/end", {"reason": "诉讼已结"}),),
    "POST /cases/<number>/pause": (Way("/cases/{number}/pause", {"pause": "customer", "reason": "客户出差"}),),
    "GET /cases/<number>/print/<sheet>": (Way("/cases/{valid}/print/hot_work_permit"),),
    "POST /cases/<number>/print/<sheet>": (Way("/cases/{slip}/print/release_slip"),),
    "GET /cases/<number>/print/<sheet>.pdf": (Way("/cases/{valid}/print/hot_work_permit.pdf"),),
    "POST /cases/<number>/print/<sheet>.pdf": (Way("/cases/{slip}/print/release_slip.pdf"),),
    "GET /cases/<number>/print/<sheet>/<int:line>": (Way(CARD + "/1"),),
    "POST /cases/<number>/print/<sheet>/<int:line>": (Way(CARD + "/1"),),
    "GET /cases/<number>/print/<sheet>/<int:line>.pdf": (Way(CARD + "/1.pdf"),),
    "POST /cases/<number>/print/<sheet>/<int:line>.pdf": (Way(CARD + "/1.pdf"),),
    "GET /cases/<number>/reveal": (Way("/cases/{passes}/reveal?" + REVEAL),),
    "POST /cases/<number>/reveal": (Way("/cases/{passes}/reveal?" + REVEAL, {"reason": "公安机关来函核对身份"}),),
    "GET /cases/<number>/special/<event>/<guard>": (Way("/cases/{begun}/special/verify/approved_papers_shown"),),
    "POST /cases/<number>/special/<event>/<guard>": (
        Way("/cases/{begun}/special/verify/approved_papers_shown", {"explanation": "客户当日赶工，原件次日补验", "revision": "1"}),
    ),
    "GET /cases/<number>/spot-check": (Way("/cases/{served}/spot-check"),),
    "POST /cases/<number>/spot-check": (Way("/cases/{served}/spot-check", {"agrees": "yes", "found": "电话核实一致"}),),
    "GET /dashboard/<procedure>": (Way("/dashboard/hot_work_permit?site=north"),),
    "GET /dashboard": (Way("/dashboard?site=north"),),
    "GET /dashboard/cases": (Way("/dashboard/cases?site=north&what=waiting&post=front_desk"),),
    "GET /gate": (Way("/gate"), Way("/gate?code={slip}&site=north", name="a slip")),
    "POST /gate/<number>/<what>": (
        Way("/gate/{slip}/stop", {"site": "north", "revision": "4", "reason": "物品不符", "data.stopped_because": "物品不符"}),
    ),
    "GET /registers": (Way("/registers?site=north"),),
    "GET /registers/<procedure>": (Way("/registers/worker_pass?site=north"),),
    "GET /registers/<procedure>/<code>.<kind>": (Way("/registers/worker_pass/pass_register.csv?site=north"),),
    "GET /reports": (Way("/reports?site=north"),),
    "GET /reports/<name>": (Way("/reports/money?site=north"),),
    "GET /reports/<name>/cases": (Way("/reports/money/cases?site=north&month=2026-03&table=purposes&row=total&column=3"),),
    "GET /reports/<name>/report.xlsx": (Way("/reports/money/report.xlsx?site=north&month=2026-03"),),
    "GET /start/<key>": (Way("/start/hot_work_permit"), Way("/start/training_plan", name="by supervisors")),
    "POST /start/<key>": (Way("/start/hot_work_permit", {"site": "north", "unit": "{unit}", "applicant": "{party}", "key": "k"}),),
    "GET /units": (Way("/units?site=north"),),
    "GET /units/<code>": (Way(UNIT + "?site=north"),),
    "GET /units/<code>/tenure": (Way(UNIT + "/tenure?site=north"),),
    "POST /units/<code>/tenure": (Way(UNIT + "/tenure?site=north", TIE),),
    "GET /units/<code>/tenure/<int:tenure>/end": (Way(UNIT + "/tenure/4/end?site=north"),),
    "POST /units/<code>/tenure/<int:tenure>/end": (Way(UNIT + "/tenure/4/end?site=north", {"until": "2026-03-02"}),),
    "GET /units/<code>/authorise": (Way(UNIT + "/authorise?site=north"),),
    "POST /units/<code>/authorise": (Way(UNIT + "/authorise?site=north", GRANT),),
    "GET /units/<code>/authorisations/<int:authorisation>/letter": (Way(UNIT + "/authorisations/{with_letter}/letter?site=north"),),
    "GET /units/<code>/authorisations/<int:authorisation>/revoke": (Way(UNIT + "/authorisations/{authorisation}/revoke?site=north"),),
    "POST /units/<code>/authorisations/<int:authorisation>/revoke": (Way(UNIT + "/authorisations/{authorisation}/revoke?site=north"),),
    "GET /units/<code>/permit": (Way(UNIT + "/permit?site=north"),),
    "POST /units/<code>/permit": (Way(UNIT + "/permit?site=north", PERMIT),),
    "GET /units/<code>/permits/<int:entry>/end": (Way(UNIT + "/permits/1/end?site=north"),),
    "POST /units/<code>/permits/<int:entry>/end": (Way(UNIT + "/permits/1/end?site=north", {"state": "ended", "reason": "提前完工退场"}),),
    "GET /phrases": (Way("/phrases?site=north&use=opinion"),),
    "GET /parties": (Way("/parties?site=north"),),
    "GET /parties/new": (Way("/parties/new?site=north"),),
    "POST /parties/new": (Way("/parties/new?site=north", PARTY),),
    "POST /parties/<int:party>/held/export": (Way("/parties/{party}/held/export", {"reason": "本人当面申请"}),),
    "POST /parties/<int:party>/held/erase": (Way("/parties/{party}/held/erase", {"reason": "本人书面要求", "password": PASSWORD}),),
    "POST /parties/<int:party>/edit": (Way("/parties/{party}/edit", PARTY),),
    "GET /verify/<code>": (Way("/verify/{code}"),),
    "GET /worklist/assign": (Way("/worklist/assign?case={number}@north"),),
    "POST /worklist/assign": (Way("/worklist/assign", {**LINE, "to": "safety_supervisor"}),),
    "POST /worklist/claim": (Way("/worklist/claim", {"case": "{begun}@north"}),),
    "POST /worklist/release": (Way("/worklist/release", LINE),),
    "POST /worklist/filters": (Way("/worklist/filters", {"name": "例", "procedure": "complaint"}), Way("/worklist/filters", {"name": "例", "procedure": "complaint", "share": "north"}, "shared")),
    "GET /worklist/several": (Way("/worklist/several?case={number}@north"),),
    "POST /worklist/several": (Way("/worklist/several", {"case": "{number}@north@{revision}", "event": "return", "reason": "缺件"}),),
    "GET /worklist/star": (Way("/worklist/star?case={number}@north"),),
    "POST /worklist/watch": (Way("/worklist/watch", LINE),),
    "POST /worklist/unwatch": (Way("/worklist/unwatch", LINE),),
    # one's own account
    "POST /account/password": (Way("/account/password", {"old": "not the one", "password": "another one", "again": "another one"}),),
    "POST /account/notices": (Way("/account/notices", {"means": "web", "kinds": "mention"}),),
    "GET /account/substitutes": (Way("/account/substitutes"), Way("/account/substitutes?site=north", name="of the north")),
    "POST /account/substitutes": (Way("/account/substitutes", AWAY),),
    "POST /account/tokens": (Way("/account/tokens", {"name": "例"}),),
    # administration
    "GET /admin/calendar": (Way("/admin/calendar?site=north"),),
    "POST /admin/calendar/days": (Way("/admin/calendar/days", FREE_DAY),),
    "POST /admin/calendar/seed": (Way("/admin/calendar/seed", {"site": "north", "year": "2027"}),),
    "POST /admin/calendar/shifts": (Way("/admin/calendar/shifts", {"site": "north", "begin0": "08:00", "end0": "12:00", "shifts_note": "夏令"}),),
    "POST /admin/calendar/year": (Way("/admin/calendar/year", {"site": "north", "year": "2028", "known": "yes", "year_note": "已核对"}),),
    "GET /admin/deliveries": (Way("/admin/deliveries?site=north"),),
    "POST /admin/deliveries/retry": (Way("/admin/deliveries/retry", {"site": "north"}),),
    "GET /admin/import": (Way("/admin/import?site=north"),),
    "POST /admin/import": (Way("/admin/import", {"site": "north"}),),
    "POST /admin/import/carry-out": (Way("/admin/import/carry-out", {"site": "north", "parcel": "x"}),),
    "GET /admin/phrases": (Way("/admin/phrases?site=north"),),
    "POST /admin/phrases": (Way("/admin/phrases", {"site": "north", "use": "opinion", "words": "同意"}),),
    "POST /admin/phrases/remove": (Way("/admin/phrases/remove", {"site": "north", "phrase": "1"}),),
    "GET /admin/privacy": (Way("/admin/privacy?site=north"),),
    "GET /admin/reveals": (Way("/admin/reveals?site=north"),),
    "GET /admin/settings": (Way("/admin/settings?site=north"),),
    "POST /admin/settings": (
        Way("/admin/settings", {"site": "north", "procedure": "home_repair", "code": "repair_hours", "value": "12"}),
        Way("/admin/settings", {"site": "south", "procedure": "home_repair", "code": "repair_hours", "value": "12"}, "of the south"),
    ),
    "POST /admin/sites": (Way("/admin/sites", {"site_key": "west", "zh": "西苑", "en": "West Court", "zone": "Asia/Shanghai"}),),
    "GET /admin/substitutions": (Way("/admin/substitutions?site=north"),),
    "GET /admin/users": (Way("/admin/users?site=north"),),
    "POST /admin/users/new": (Way("/admin/users/new", {"login": "new.one", "name": "示例新", "key": "k", **POST}),),
    "POST /admin/users/<login>/active": (Way("/admin/users/front_desk/active", {"active": "no"}),),
    "POST /admin/users/<login>/password": (
        Way("/admin/users/front_desk/password", {"password": "a new password"}),
        Way("/admin/users/works_at_both/password", {"password": "a new password"}, "of who works at both"),
        Way("/admin/users/root_everywhere/password", {"password": "a new password"}, "of all sites"),
    ),
    "POST /admin/users/<login>/posts": (
        Way("/admin/users/front_desk/posts", POST), Way("/admin/users/front_desk/posts", {"role": "director", "site": "*"}, "everywhere"),
        Way("/admin/users/cs_supervisor/posts", {"role": "director", "site": "south"}, "of the south"),
    ),
    "POST /admin/users/<login>/second-factor/reset": (
        Way("/admin/users/front_desk/second-factor/reset"), Way("/admin/users/works_at_both/second-factor/reset", name="of who works at both"),
    ),
    "POST /admin/users/<login>/posts/take": (Way("/admin/users/front_desk/posts/take", {"role": "front_desk", "site": "north"}),),
    "GET /admin/webhooks": (Way("/admin/webhooks?site=north"),),
    "POST /admin/webhooks": (Way("/admin/webhooks", ADDRESS),),
    "POST /admin/webhooks/<int:webhook>/end": (Way("/admin/webhooks/{webhook}/end", {"site": "north"}),),
    # the interface
    "GET /api/v1/calendar": (Way("/api/v1/calendar?site=north"),),
    "POST /api/v1/calendar/days": (Way("/api/v1/calendar/days?site=north", more={"json": {"first": "2026-03-09", "working": False, "note": "停电检修"}}),),
    "POST /api/v1/calendar/shifts": (Way("/api/v1/calendar/shifts?site=north", more={"json": {"shifts": [{"begins": "08:00", "ends": "12:00"}], "note": "夏令"}}),),
    "POST /api/v1/batches": (Way("/api/v1/batches", more={"json": {"event": "return", "reason": "缺件", "cases": [{"number": "{number}", "revision": NUMBER + "{revision}"}]}}),),
    "GET /api/v1/cases": (Way("/api/v1/cases?site=north"),),
    "POST /api/v1/cases": (
        Way("/api/v1/cases", more={"json": {"procedure": "hot_work_permit", "site": "north", "unit": "{unit}", "applicant": 1}}),
    ),
    "GET /api/v1/cases/<number>": (Way("/api/v1/cases/{number}"), Way("/api/v1/cases/{fault}", name="of the staff")),
    "POST /api/v1/cases/<number>/comments": (Way("/api/v1/cases/{number}/comments", more={"json": {"words": "看一下"}}),),
    "POST /api/v1/cases/<number>/documents/<id>/original": (Way("/api/v1/cases/{number}/documents/1/original", more={"json": {"reason": "监管部门调取"}}),),
    "POST /api/v1/cases/<number>/documents": (Way("/api/v1/cases/{number}/documents", more={"data": {"kind": "welder_certificate", "file": PAPER}, "content_type": MULTIPART}),),
    "POST /api/v1/cases/<number>/events": (
        Way("/api/v1/cases/{number}/events", more={"json": {"event": "return", "reason": "缺件"}, **SEEN}),
        Way("/api/v1/cases/{fault}/events", name="of the staff", more={"json": {"event": "acknowledge"}, "headers": {"If-Match": '"2"'}}),
    ),
    "POST /api/v1/cases/<number>/pause": (Way("/api/v1/cases/{number}/pause", more={"json": {"pause": "customer", "reason": "客户出差"}, **SEEN}),),
    "POST /api/v1/cases/<number>/resume": (Way("/api/v1/cases/{number}/resume", more=SEEN),),
    "GET /api/v1/cases/<number>/sheets": (Way("/api/v1/cases/{valid}/sheets"),),
    "GET /api/v1/cases/<number>/sheets/<code>.pdf": (Way("/api/v1/cases/{valid}/sheets/hot_work_permit.pdf"),),
    "POST /api/v1/cases/<number>/special": (
        Way("/api/v1/cases/{begun}/special", more={"json": {"event": "verify", "guard": "approved_papers_shown", "explanation": "客户当日赶工，原件次日补验"}, "headers": {"If-Match": '"1"'}}),
    ),
    "GET /api/v1/parties": (Way("/api/v1/parties?site=north"),),
    "POST /api/v1/parties": (Way("/api/v1/parties", more={"json": PARTY}),),
    "GET /api/v1/parties/<id>": (Way("/api/v1/parties/{party}"),),
    "PATCH /api/v1/parties/<id>": (Way("/api/v1/parties/{party}", more={"json": {"name": "示例某人"}}),),
    "POST /api/v1/parties/<id>/verify": (Way("/api/v1/parties/{party}/verify"),),
    "GET /api/v1/procedures/<key>/diagram.svg": (Way("/api/v1/procedures/hot_work_permit/diagram.svg"),),
    "GET /api/v1/registers": (Way("/api/v1/registers"),),
    "GET /api/v1/registers/<procedure>": (Way("/api/v1/registers/worker_pass?site=north"),),
    "GET /api/v1/reports": (Way("/api/v1/reports?site=north"),),
    "GET /api/v1/reports/<name>": (Way("/api/v1/reports/money?site=north"),),
    "POST /api/v1/substitutions": (
        Way("/api/v1/substitutions", more={"json": {**AWAY, "since": "2026-04-01T00:00:00Z", "until": "2026-04-03T00:00:00Z"}}),
    ),
    "GET /api/v1/substitutions": (Way("/api/v1/substitutions?site=north"),),
    "PATCH /api/v1/substitutions/<id>": (Way("/api/v1/substitutions/{substitution}", more={"json": {"revoked": True}}),),
    "GET /api/v1/tasks": (Way("/api/v1/tasks?site=north"),),
    "POST /api/v1/tasks/<id>/assign": (Way("/api/v1/tasks/{task}/assign", more={"json": {"to": "safety_supervisor"}}),),
    "POST /api/v1/tasks/<id>/claim": (Way("/api/v1/tasks/{task_open}/claim"),),
    "POST /api/v1/tasks/<id>/release": (Way("/api/v1/tasks/{task}/release"),),
    "GET /api/v1/units": (Way("/api/v1/units?site=north"),),
    "POST /api/v1/units": (Way("/api/v1/units", more={"json": {"site": "north", "code": "T-1", "building": "T", "floor": 1}}),),
    "GET /api/v1/units/<code>": (Way("/api/v1/units/{unit}?site=north"),),
    "POST /api/v1/units/<code>/tenures": (Way("/api/v1/units/{unit}/tenures?site=north", more={"json": {"party": 5, "kind": "occupant", "since": "2026-03-01"}}),),
    "PATCH /api/v1/units/<code>/tenures/<id>": (Way("/api/v1/units/{unit}/tenures/4?site=north", more={"json": {"until": "2026-03-02"}}),),
    "GET /api/v1/users": (Way("/api/v1/users?site=north"),),
    "POST /api/v1/users": (Way("/api/v1/users", more={"json": {"login": "new.one", "name": "示例新", "posts": [POST]}}),),
    "PATCH /api/v1/users/<login>": (Way("/api/v1/users/front_desk", more={"json": {"name": "改名"}}),),
    "POST /api/v1/users/<login>/give_post": (Way("/api/v1/users/front_desk/give_post", more={"json": POST}), Way("/api/v1/users/front_desk/give_post", name="everywhere", more={"json": {"role": "director"}})),
    "POST /api/v1/users/<login>/take_post": (Way("/api/v1/users/front_desk/take_post", more={"json": {"role": "front_desk", "site": "north"}}),),
    "GET /api/v1/authorisations": (Way("/api/v1/authorisations?site=north"),),
    "POST /api/v1/authorisations": (
        Way("/api/v1/authorisations", more={"json": {**GRANT, "owner": 1, "party": 5, "site": "north", "unit": "{unit}"}}),
    ),
    "PATCH /api/v1/authorisations/<id>": (Way("/api/v1/authorisations/{authorisation}", more={"json": {"revoked": True}}),),
}  # fmt: skip
