"""What lies beside cases and the register and may name somebody: what it is for, and how long it is kept, or why no clock
removes it. By the tables that hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.definition import Text
from flows.procedures.retention import RECORD_YEARS


@dataclass(frozen=True, slots=True)
class Beside:
    """`setting`: the site's that says how long, counted from what `since` tells; empty: it isn't removed by a term of the
    site's, and `since` says when or why not. `ground`: on what ground so long."""

    tables: tuple[str, ...]
    zh: str
    en: str
    purpose: Text
    since: Text
    ground: Text
    setting: str = ""


# fmt: off
BEYOND_IT = Text("手册没有规定，项目可改", "The handbooks say nothing; the site may change it")
REST_ON = Text("单据的依据，随单据", "What cases rest on, kept as they are")
PROOF = Text("只增不改，数据库拒绝改动；供追责和核对", "Only ever added to, the database refuses changes; what the office answers by")
OWN = Text("本人所设", "What people set for themselves")
ACCOUNT = Text("停用且登录记录删除后，随后删除", "When the account is deactivated and its sign-ins are gone")
TOLD = Text("通知到人后即无必要", "Not needed once people have been told")

BESIDE: Mapping[str, Beside] = {
    "drafts": Beside(("drafts",), "草稿", "Drafts", Text("没填完的表单下次接着填", "To go on with a form later"), Text("最后一次输入后", "after it was last typed"), BEYOND_IT, "draft_days"),
    "comments": Beside(("comments",), "留言", "Comments", Text("办理中的交流；号码在存入前遮盖", "What people say while a case runs; numbers are masked before it is kept"), Text("办结后", "after closing"), Text("诉讼时效三年（民法典第 188 条）", "claims lapse after three years (civil code, article 188)"), RECORD_YEARS),
    "notices": Beside(("notices",), "站内通知", "Notices", Text("告诉有关人员该办什么", "To tell people what waits for them"), Text("办结后", "after closing"), TOLD, "notice_days"),
    "messages": Beside(("deliveries",), "发出的消息", "Messages sent", Text("邮件、群消息和推送：重发、查对", "Mail, messages and webhooks: to send again and to look up"), Text("生成后（未发出的除外）", "after they were made, but for those still to be sent"), TOLD, "message_days"),
    "answers": Beside(("requests",), "接口的答复", "Answers of the interface", Text("同一请求再来时照样答复，不办两次", "The same request sent again is answered the same and acts once"), Text("请求后", "after the request"), BEYOND_IT, "answer_days"),
    "sessions": Beside(("sessions",), "登录记录", "Sign-ins", Text("谁何时在什么设备登录", "Who was signed in when, and on what"), Text("登录失效后", "after they are over"), Text("网络安全法：网络日志不少于六个月", "Cybersecurity law: logs are kept for six months at least"), "session_days"),
    "own": Beside(("watches", "saved_filters", "preferences", "wishes", "second_factors", "recovery_codes"), "本人的关注、筛选、通知方式和两步验证", "What people watch, filters, how they are told, second factors", OWN, ACCOUNT, Text("本人随时可改可删；地址和密钥加密存放", "Theirs to change at any time; addresses and secrets are sealed")),
    "forms": Beside(("sent_forms", "tallies"), "防重复提交和限次的计数", "Forms that were sent, and counts of tries", Text("不办两次；防猜密码", "To act once; against guessing"), Text("两天和一天", "Two days and one day"), Text("只存摘要，看不出是谁", "Digests alone, which name nobody")),
    "staff": Beside(("users", "posts", "substitutions", "tokens"), "员工账号、岗位和代理", "Accounts, posts and substitutes of the staff", Text("谁能办什么、办过什么", "Who may do what, and who did"), Text("不删除；离职停用", "Not removed; whoever leaves is deactivated"), Text("办理记录要指得出是谁办的", "The history must be able to name who decided")),
    "phrases": Beside(("phrases",), "常用语", "Phrases", Text("少打字", "To type less"), Text("不删除；可停用", "Not removed; may be ended"), Text("项目共用的套话，不写个人信息", "Set phrases of the site, with nobody's data in them")),
    "looks": Beside(("reveals",), "谁看过个人信息", "Who read personal data", Text("回答谁何时为何看过", "To answer who looked when and why"), Text("不删除；不含所看内容", "Not removed; what was shown isn't in it"), PROOF),
    "removed": Beside(("removals",), "删除记录", "What was removed", Text("证明何时为何删除", "To show what went when and why"), Text("不删除；不含姓名", "Not removed; names nobody of the public"), PROOF),
    "changes": Beside(("setting_changes", "calendar_changes", "second_factor_changes", "register_imports"), "设置、日历、两步验证的改动和导入记录", "Changes of settings, calendars and second factors, and imports", Text("谁改了什么；导入文件本身不存，号码遮盖", "Who changed what; an imported file isn't kept, and numbers are masked"), Text("不删除", "Not removed"), PROOF),
    "units": Beside(("tenures", "authorisations", "register_entries"), "房号关系、授权和登记册", "Ties to units, authorisations and register entries", Text("谁能为哪户办理、什么在用", "Who may act for which unit, and what is in use"), Text("随人员登记和单据；本人姓名按其要求删除", "With the person and the case; the name goes when they ask"), REST_ON),
    "money": Beside(("payments", "documents", "tasks", "deadlines"), "收付、材料清单、待办和时限", "Payments, the list of papers, tasks and deadlines", Text("单据办到哪一步", "How far a case has come"), Text("随单据；材料本身按期删除", "With their case; papers themselves go on time"), REST_ON),
}
"""By what it is called in the inventory."""

ELSEWHERE = ("cases", "history", "parties", "party_sounds", "authorisation_letters")
"""Tables whose personal values have lines of their own, field by field."""

NOBODYS: Mapping[str, str] = {
    "anchorings": "roots, and how far they were brought",
    "audit_faults": "numbers of cases and sentences of ours",
    "audit_runs": "counts of nights",
    "calendar_days": "days",
    "checkpoint_heads": "hashes",
    "checkpoints": "hashes",
    "counters": "the last number given",
    "definitions": "declarations",
    "outbox": "numbers of entries that wait to be told",
    "rungs": "moments",
    "settings": "values of the site",
    "site_calendars": "shifts",
    "sites": "the estate",
    "units": "rooms",
    "webhooks": "machines of the site's, their addresses and secrets sealed",
}
"""Tables that hold nothing of anybody."""
# fmt: on
