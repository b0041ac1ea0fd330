"""What money is paid for: one word, one meaning, in all procedures."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import Purpose

# fmt: off
PURPOSES: Mapping[str, Purpose] = {purpose.code: purpose for purpose in (
    Purpose("extension_fee", "装修延期费", "Extension fee"),
    Purpose("pass_deposit", "出入证押金", "Pass deposit", "deposit"),
    Purpose("pass_card_fee", "出入证工本费", "Card fee"),
    Purpose("service_fee", "特约服务费", "Service fee"),
    Purpose("renovation_deposit", "装修押金", "Renovation deposit", "deposit"),
    Purpose("rubbish_fee", "装修垃圾清运费", "Rubbish-removal fee"),
    Purpose("damage", "损坏赔偿", "Compensation for damage", "compensation"),
    Purpose("network_fee", "网络初装费（代收）", "Network's initial fee", "on_behalf"),
    Purpose("cleaning_fee", "家居清洁费", "Cleaning fee"),
    Purpose("repair_fee", "家居维修费", "Repair fee"),
    Purpose("arrears", "未缴费用", "Unpaid fees"),
)}
# fmt: on
