"""The clauses that the procedures rest on, each in a sentence of our own.

Besides those cited, the neighbouring ones stand here, so that `flows trace` shows what no transition covers. The
handbooks are named as in the citations: CSH, KPI, EMP, SSP, OPS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    code: str
    zh: str
    en: str


_POSTS = """
CSH 1.1 | 岗位汇报关系：主任—客服主管—前台与班长—大堂助理。 | The reporting line, from the director down to the lobby assistants.
CSH 1.2.1 | 管理处主任的职责。 | What the director answers for.
CSH 1.2.1.4 | 重大投诉由主任及时报告公司。 | The director tells the company of grave complaints without delay.
CSH 1.2.2 | 客户服务主管的职责。 | What the customer-service supervisor answers for.
CSH 1.2.2.6 | 客服主管汇总分析业户意见，分派、督办并回访。 | The supervisor gathers residents' views, assigns them, keeps after them and follows up.
CSH 1.2.2.7 | 客服主管处置突发事件和投诉。 | The supervisor deals with incidents and complaints.
CSH 1.2.3 | 前台接待的职责：办手续、接电话、接待。 | What the front desk does: formalities, telephone, reception.
CSH 1.2.4 | 大堂助理班长的职责，含协助受理投诉。 | What the lobby lead does, helping with complaints included.
CSH 1.2.5 | 大堂助理的职责，含处理和上报投诉。 | What lobby assistants do, taking and passing on complaints included.
CSH 1.2.5.5 | 大堂助理控制人员和物品进出。 | Lobby assistants watch who and what goes in and out.
CSH 2.2 | 白班与晚班的值班时间。 | The hours of the two shifts.
CSH 2.3.4 | 值班办事守时、控制事态、及时报告。 | On duty: keep time, contain matters, report at once.
CSH 2.3.5 | 值班纪律。 | Discipline on duty.
CSH 2.3.5.2 | 当班解决问题，疑难逐级上报，重大的报主任。 | Settle what comes up; pass hard matters up step by step and grave ones to the director.
CSH 3.2 | 岗前培训的内容与讲师。 | Induction: its content and who teaches it.
KPI 3.4.3.3 | 对主任的处理不服，可向管理处经理申诉。 | An appeal against the director goes to the manager.
KPI 4.3.3 | 办公室主管核查劳动纪律与言行。 | The office checks discipline and conduct.
KPI 4.3.5 | 品质督查员抽查各班组工作。 | The quality inspector spot-checks the teams.
"""

_PASSES = """
CSH 5.1 | 大件、贵重物品出小区须凭放行条。 | Large or valuable things leave the estate with a release slip.
CSH 5.1.1 | 放行条由业主或其装修负责人申办，租户须经业主同意。 | The owner or the agent asks for a slip; a tenant needs the owner's consent.
CSH 5.1.3 | 放行条由值班主任签字、主任盖章。 | The duty manager signs the slip, the director seals it.
CSH 5.2 | 施工超过一天的人员须办出入证。 | Whoever works on the site for more than a day needs a pass.
CSH 5.2.1 | 核看已批准的装修申请表和许可证。 | See the approved renovation application and permit.
CSH 5.2.2 | 办证登记本记下姓名、房号、期限、证件号。 | The pass register takes name, unit, validity and ID number.
CSH 5.2.3 | 确认申办人身份，且装修期限未过。 | Make sure who applies, and that the renovation period still runs.
CSH 5.2.4 | 每人押金一百元、工本费五元，先到财务缴纳。 | A deposit of 100 yuan and a card fee of 5 a head are paid at finance first.
CSH 5.2.5 | 收据注明已办，收证件复印件和照片各一。 | Mark the receipt as used; take one ID copy and one photo.
CSH 5.2.6 | 填写出入卡，连同卡套、夹子发给本人。 | Write the card and give it out with sleeve and clip.
CSH 5.2.7 | 装修负责人在登记本签收，再由财务盖章。 | The agent signs the register, then finance stamps.
CSH 5.3 | 装修不能如期完成的，申请延期。 | A renovation that will not be done in time asks for an extension.
CSH 5.3.1 | 延期须由业主或装修负责人申请。 | The owner or the agent asks for it.
CSH 5.3.2 | 指导申请人正确填表。 | Help the applicant to fill in the form.
CSH 5.3.3 | 工程部主管审核，主任审批。 | The engineering supervisor reviews, the director approves.
CSH 5.3.4 | 审批要求缴费的，先行缴纳。 | A fee set with the approval is paid first.
CSH 5.3.5 | 新期限重新登入办证登记本。 | The new date goes into the pass register.
CSH 5.3.6 | 证件一律重办，卡上日期不得涂改。 | Passes are issued anew; a date on a card is never altered.
"""

_HOT_WORK = """
CSH 5.5 | 电焊作业须办动火许可证。 | Electric welding needs a hot-work permit.
CSH 5.5.1 | 业主本人或装修负责人才能申请。 | The owner or the agent applies.
CSH 5.5.2 | 收焊工证和身份证复印件。 | Take copies of the welder's certificate and ID.
CSH 5.5.3 | 帮申请人填对动火申请表。 | Help the applicant to fill in the application.
CSH 5.5.4 | 附件随申请表，经工程、安全主管审核，主任审批。 | With its papers it goes to the engineering and safety supervisors, then to the director.
CSH 5.5.5 | 前台开证，主任盖章，复印件留存，原件给申请人。 | The desk issues, the director seals, a copy stays, the original goes to the applicant.
CSH 5.6.1 | 开户前确认业户身份。 | Make sure that the applicant is a resident before an account is opened.
CSH 5.7.2 | 上门时间与保洁班长商定。 | The time is agreed with the cleaning lead.
CSH 5.8 | 家居维修的预约、上门、跟进与回访。 | Home repairs: appointment, visit, follow-through and follow-up.
CSH 5.9.1 | 网络开通须业主本人，或租户凭业主委托书。 | The owner asks for the network, or a tenant with the owner's letter.
EMP renovation | 二次装修从申请到验收、退押金的步骤。 | A second renovation, from application to acceptance and refund.
EMP ch3.25 | 特殊对待须有书面情况说明。 | Special treatment needs a written explanation.
"""

_SERVICE = """
SSP 2 | 特约服务的工作程序。 | How a special service runs.
SSP 2.1 | 服务分常规、特约和经营三类。 | Services are regular, special or commercial.
SSP 2.2 | 值班人员登记客户、房号、内容、预约时间和电话。 | Whoever is on duty registers customer, unit, content, appointment and telephone.
SSP 2.3 | 对照价格表判断能否受理；不能的解释，能的约定人和时间。 | Hold the request against the price list: explain a no, agree staff and time for a yes.
SSP 2.4 | 服务的提供。 | Giving the service.
SSP 2.4.1 | 派工单十五分钟内送到服务人员。 | The dispatch order reaches the technician within 15 minutes.
SSP 2.4.2 | 接单、提前到场、查看、商定费用；客户取消则派工单交回核销。 | Receive the order, be there early, look, agree the fee; on a cancellation the order is handed back and written off.
SSP 2.4.3 | 材料、工具在仓库领用或借用。 | Materials and tools are drawn or lent at the warehouse.
SSP 2.5 | 服务质量的验收。 | Accepting the work.
SSP 2.5.1 | 客户试用合格后在记录表签名。 | The customer tries the work and signs the record sheet.
SSP 2.5.2 | 客户不满意的，致歉并返工到满意。 | A customer who is not content gets an apology and rework until they are.
SSP 2.5.3 | 返工后仍不满意，报负责人或经理。 | Still not content after rework: it goes to the head or the manager.
SSP 2.5.4 | 损坏或丢失财产要上报，由管理处协商赔偿。 | Damage or loss is reported, and the office negotiates compensation.
SSP 2.6 | 服务费的收取。 | Charging.
SSP 2.6.1 | 银行托收的办法。 | Collection through the bank.
SSP 2.6.1.1 | 完成后核销派工单、退还材料工具、交记录表给财务。 | Afterwards the order is written off, materials go back, the sheet goes to finance.
SSP 2.6.1.2 | 财务当天分类登记并转交记录表。 | Finance sorts and passes on the sheets on the same day.
SSP 2.6.1.3 | 记录表次月五日前汇总。 | Sheets are collated by the 5th of the next month.
SSP 2.6.1.4 | 财务月底核对明细并报经理审核。 | Finance reconciles at month's end; the manager reviews.
SSP 2.6.1.5 | 托收单据注明记录表序号和金额。 | The collection note carries the sheet's number and sum.
SSP 2.6.2 | 现金收费的办法。 | Charging in cash.
SSP 2.6.2.1 | 验收后开收据并向客户收费。 | After acceptance a receipt is drawn and the fee taken.
SSP 2.6.2.2 | 现金和记录表一并交财务。 | Money and sheet go to finance together.
SSP 2.6.2.3 | 财务及时入账。 | Finance books it without delay.
SSP 2.7 | 服务回访。 | Following up.
SSP 2.7.1 | 每月十日前访完上月：现金全访，托收至少八成。 | Last month's follow-ups by the 10th: all cash orders, at least 80 % of the bank's.
SSP 2.7.2 | 可上门或电话回访。 | A follow-up is a visit or a call.
SSP 2.7.3 | 上门的由客户签名，电话的如实记录客户原意。 | The customer signs at a visit; at a call their words are written down as said.
SSP 2.7.4 | 负责人和经理每月各抽查至少三项回访。 | The head and the manager each spot-check three follow-ups a month.
SSP 2.7.5 | 回访不满意的，采取整改措施。 | Dissatisfaction at a follow-up leads to corrective action.
OPS B | 有偿与无偿服务的定义和操作。 | Paid and free services: what they are and how they run.
"""

_COMPLAINTS = """
KPI 1.1.7 | 记下客户意见，复述并请其确认。 | Write down what the customer says, repeat it and have it confirmed.
EMP ch3.28 | 投诉认真处理、按时回访并记录。 | Complaints are handled with care, followed up in time and recorded.
EMP ch4.1.7 | 投诉先接受，自己和同事解决不了即报主管。 | Take every complaint kindly; what neither you nor a colleague can settle goes to the supervisor.
EMP ch4.2 | 客户投诉处理制度。 | The rules on customers' complaints.
OPS A 7.2 | 投诉处理与回访。 | Complaints and their follow-up.
OPS A 7.2.1 | 投诉的处理流程。 | How a complaint is handled.
OPS A 7.2.2 | 投诉办结后回访。 | A settled complaint is followed up.
OPS C 3.3 | 向用户核实满意度，据此改进。 | Ask whether the customer is content and improve by it.
OPS C 5 | 投诉和纠纷的处理。 | Complaints and disputes.
OPS C 5.1 | 倾听记录、调解、必要时求助上级，记录归档。 | Listen and record, mediate, call on those above where needed, file the record.
OPS C 5.2 | 冷静调解纠纷，解决不了的上报。 | Settle disputes calmly; what can't be settled is reported.
OPS D 4.2 | 对住户的服务和投诉的处理。 | Service to residents and complaints.
OPS F 2.5 | 倾听、调查、反馈结果并给出解释和补偿。 | Listen, investigate, tell the outcome with an explanation and amends.
"""


def _clauses(*tables: str) -> Iterator[Clause]:
    """One clause a line: code, Chinese, English, with bars between."""
    for line in "".join(tables).splitlines():
        if line:
            code, zh, en = line.split(" | ")
            yield Clause(code, zh, en)


CLAUSES: Mapping[str, Clause] = {
    clause.code: clause for clause in _clauses(_POSTS, _PASSES, _HOT_WORK, _SERVICE, _COMPLAINTS)
}
