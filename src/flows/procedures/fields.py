"""Fields that several procedures ask for: one name, one meaning."""

from __future__ import annotations

from flows.definition import Choice, Field

FEE = Field("fee", "money", "费用（元）", "Fee (yuan)", "没有费用填 0", "0 where there is none")
AMOUNT = Field("amount", "money", "实收金额（元）", "Amount received (yuan)", "须与应收费用一致", "As much as is due")
HANDED_TO = Field("handed_to", "text", "原件领取人", "Original taken by", "签收原件的人", "Who signed for the original")
RECEIPT = Field("receipt", "text", "收据编号", "Receipt number", "财务收据上的编号", "As printed on finance's receipt")
# fmt: off
FOLLOW_UP = (
    Field("follow_up_by", "choice", "回访方式", "Way of follow-up", "上门的须请客户签名", "A visit needs the customer's signature", choices=(
        Choice("visit", "上门", "Visit"), Choice("phone", "电话", "Telephone"))),
    Field("customer_said", "note", "客户意见", "What the customer said", "如实记录原话", "As it was said"),
)
DONE = (Field("work_done", "note", "完成情况", "What was done", "做了什么、结果如何", "What was done, and with what result"),)
# fmt: on
