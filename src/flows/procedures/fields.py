"""Fields that several procedures ask for: one name, one meaning."""

from __future__ import annotations

from flows.definition import Field

FEE = Field("fee", "money", "费用（元）", "Fee (yuan)", "没有费用填 0", "0 where there is none")
AMOUNT = Field("amount", "money", "实收金额（元）", "Amount received (yuan)", "须与应收费用一致", "As much as is due")
RECEIPT = Field("receipt", "text", "收据编号", "Receipt number", "财务收据上的编号", "As printed on finance's receipt")
