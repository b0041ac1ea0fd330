"""Who is told when a deadline draws near and passes, where a declaration says nothing else, and at which hours."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import BEYOND, Rung, Setting
from flows.procedures.retention import RETENTION_SETTINGS

# fmt: off
USUAL_LADDER = (
    Rung("untaken", 50, ("superior",), "时限过半，尚无人认领", "half its time is gone and nobody has taken it", untaken=True, setting="untaken_percent"),
    Rung("soon", 80, ("holder",), "即将到期", "falls due soon", setting="soon_percent"),
    Rung("overdue", 100, ("holder", "superior"), "已逾期", "is overdue"),
    Rung("long_overdue", 150, ("superior", "above"), "逾期已久", "is long overdue", setting="long_percent"),
)
OFFICE_SETTINGS: Mapping[str, Setting] = {setting.code: setting for setting in (
    Setting("untaken_percent", 50, "无人认领时报主管（时限的百分比）", "Untaken: supervisor told (share of the time)", BEYOND, "%", minimum=1, maximum=100),
    Setting("soon_percent", 80, "到期前提醒（时限的百分比）", "Reminder (share of the time)", BEYOND, "%", minimum=1, maximum=99),
    Setting("long_percent", 150, "逾期后再上报（时限的百分比）", "Told further up (share of the time)", BEYOND, "%", minimum=101, maximum=1000),
    Setting("quiet_from", 22, "夜间免打扰自（点）", "Quiet from (hour)", BEYOND, "hour", minimum=0, maximum=23),
    Setting("quiet_to", 8, "夜间免打扰至（点）", "Quiet until (hour)", BEYOND, "hour", minimum=0, maximum=23),
    Setting("digest_minutes", 30, "每人最多多久收一次汇总消息", "Gathered messages at most every", BEYOND, "minutes", minimum=1, maximum=1440),
    Setting("refresh_seconds", 60, "待办页每隔多久看一次有无新到", "Worklist looks for what is new every", BEYOND, "seconds", minimum=10, maximum=3600),
    Setting("retry_minutes", 1, "发送失败后首次重发间隔（其后逐次加倍）", "First wait after a failed sending (doubles each time)", BEYOND, "minutes", minimum=1, maximum=60),
    Setting("retry_attempts", 10, "最多发送次数", "Sendings attempted at most", BEYOND, "times", minimum=1, maximum=30),
    Setting("dashboard_days", 90, "看板上的时长按最近多少天新建的单据计算", "Spans on the dashboard: of cases begun within", BEYOND, "days", minimum=7, maximum=366),
    Setting("draft_days", 14, "没有提交的草稿保留", "What was typed and not sent is kept for", BEYOND, "days", minimum=1, maximum=90),
    Setting("second_factor_posts", (), "登录须两步验证的岗位", "Posts that need a second factor to sign in", BEYOND, "posts"),
    Setting("import_rows", 5000, "导入文件最多行数", "Rows of a file to import at most", BEYOND, "rows", minimum=1, maximum=20_000),
    Setting("import_megabytes", 5, "导入文件最大", "Size of a file to import at most", BEYOND, "MB", minimum=1, maximum=20),
    Setting("import_unpacked_megabytes", 20, "导入的工作簿解开后最大", "Size of a workbook to import, unpacked, at most", BEYOND, "MB", minimum=1, maximum=400),
    *RETENTION_SETTINGS,
)}
"""What an office sets once for all procedures; kept under the key `office`."""
# fmt: on

OFFICE = "office"
