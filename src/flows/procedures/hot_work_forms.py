"""What the hot-work permit asks for (CSH 5.5.2-3, domain rules beyond the handbook)."""

from __future__ import annotations

from flows.definition import Choice, Document, Field
from flows.procedures.fields import HANDED_TO

METHODS = (
    Choice("arc_welding", "电焊", "Arc welding"),
    Choice("gas_welding", "气焊气割", "Gas welding or cutting"),
    Choice("grinding", "切割打磨", "Cutting or grinding"),
    Choice("torch", "喷灯", "Blowtorch"),
    Choice("other", "其他明火作业", "Other open flame"),
)
SURROUNDINGS = (
    Choice("indoors", "室内", "Indoors"),
    Choice("balcony", "阳台或露台", "Balcony or terrace"),
    Choice("gas_or_shaft", "厨房、燃气管或管井旁", "Near a kitchen, gas riser or shaft"),
    Choice("common_part", "公共部位", "Common part of the building"),
    Choice("outer_wall", "外墙（不燃保温或无保温）", "Outer wall, insulation incombustible or none"),
    Choice("insulated_wall", "外墙（难燃或有空腔的保温）", "Outer wall with combustible or cavity insulation"),
    Choice("shop_open", "营业中的商铺", "Shop during opening hours"),
)

APPLICATION = (
    Field("place", "text", "动火部位", "Place", "写到具体房间和位置", "The room and the spot in it"),
    Field(
        "surroundings",
        "choice",
        "部位性质",
        "Kind of place",
        "法规禁止的部位不予受理",
        "Places where the law bans hot work are refused",
        choices=SURROUNDINGS,
    ),
    Field(
        "method",
        "choice",
        "动火方式",
        "Method",
        "不限于电焊，明火作业都要办证",
        "Any open flame needs the permit, not welding alone",
        choices=METHODS,
    ),
    Field(
        "work",
        "note",
        "作业内容",
        "Work",
        "做什么、用什么设备、怎样防火",
        "What is done, with what, and how fire is kept off",
    ),
    Field("welder", "text", "焊工姓名", "Welder", "与焊工证一致", "As on the certificate"),
    Field(
        "welder_id",
        "id_number",
        "焊工身份证号",
        "Welder's ID number",
        "核对原件",
        "Check against the original",
        personal=True,
    ),
    Field("certificate_number", "text", "焊工证号", "Certificate number", "照证件抄写", "As on the certificate"),
    Field(
        "certificate_until",
        "date",
        "焊工证有效期至",
        "Certificate valid until",
        "须覆盖整个动火期间",
        "Must cover the whole work",
    ),
    Field(
        "fire_watcher",
        "text",
        "看火人",
        "Fire watcher",
        "全程在场，不能是焊工本人",
        "There all the time; not the welder",
    ),
    Field(
        "fire_watcher_phone",
        "phone",
        "看火人电话",
        "Fire watcher's telephone",
        "作业时能接通",
        "Answered during the work",
        personal=True,
    ),
    Field("starts_at", "moment", "开始时间", "Starts at", "不能早于现在", "Not before now"),
    Field("ends_at", "moment", "结束时间", "Ends at", "一张许可证默认不超过 8 小时", "Within 8 hours by default"),
)
LOOK = (
    Field(
        "looked_at",
        "moment",
        "现场查看时间",
        "Place looked at",
        "审核人到现场查看的时间",
        "When the reviewer was at the place",
    ),
    Field(
        "findings",
        "note",
        "查看情况",
        "Findings",
        "可燃物清理、灭火器、通风等",
        "Combustibles, extinguisher, ventilation and so on",
    ),
)
HANDED_OVER = (
    Field(
        "notice_posted",
        "flag",
        "已张贴动火告示",
        "Notice posted",
        "出入口和作业点都要贴",
        "At the entrance and at the place",
    ),
    HANDED_TO,
)
WORK_ENDED = (
    Field("work_ended_at", "moment", "收工时间", "Work ended at", "看火从此时算起", "The fire watch counts from here"),
)
LAST_LOOK = (
    Field(
        "no_hazard_left",
        "flag",
        "已确认现场没有火种",
        "Confirmed: no ember is left",
        "亲自到现场复查",
        "Looked at on the spot",
    ),
    Field("last_look", "note", "复查情况", "Last look", "查了哪些地方", "What was looked at", required=False),
)

WELDER_CERTIFICATE = Document("welder_certificate", "焊工证复印件", "Copy of the welder's certificate", personal=True)
WELDER_ID = Document("welder_id_copy", "焊工身份证复印件", "Copy of the welder's ID", personal=True)
SIGNED_COPY = Document("signed_permit_copy", "许可证留底（申请人已签收）", "Permit copy signed by the applicant")
