"""The twelve case questions of the staff examination (KPI 2), each with what a good answer says and where the office's
procedures and clauses bear it out. The handbook only asks: the answers are ours.

Law is named by its article: 民法典 (Civil Code of 2020), 物业管理条例 (Regulation on Property Management, 2018),
建设工程质量管理条例 (Regulation on the Quality of Construction, 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

from flows.definition import Text


@dataclass(frozen=True, slots=True)
class Question:
    """`clause` holds the question itself. `arrows` are (procedure, event) that an answer leads to."""

    clause: str
    answer: Text
    arrows: tuple[tuple[str, str], ...]
    clauses: tuple[str, ...]


# One question, one block: what to say, where it is done, what it rests on.
# fmt: off
QUESTIONS = (
    Question("KPI 2.1", Text(
        "先听完，不争辩。拿出前期物业服务合同和公示的收费标准，说明预收的是哪三个月、逐月怎样抵扣、不是另外的费用；业主要看的票据当场给看。仍不同意的不强收，记录下来报主管按合同办理并答复。",
        "Hear them out and don't argue. Show the service contract and the published rates; explain which three months it covers and how it is set off month by month. If they still object, don't press: record it, and the supervisor answers by the contract."),
        (("complaint", "record"), ("complaint", "give_feedback")), ("EMP ch4.1.s5", "EMP ch4.1.7", "KPI 1.1.7")),
    Question("KPI 2.2", Text(
        "从 4 月 28 日业主验收合格、签字收楼之日起算，不是 5 月 15 日入住之日。此前房屋有质量问题没有交付，费用由建设单位承担（物业管理条例第四十一条）；交付以后是否居住不影响交费（民法典第九百四十四条）。每次验楼的问题和整改都要有记录，起算日才说得清。",
        "From 28 April, the day on which the owner accepted and signed, not from moving in on 15 May. Until it is handed over, the developer bears the fee (Regulation on Property Management, article 41); afterwards it is due whether or not one lives there (Civil Code, article 944). Every inspection and repair must be on record, or the day can't be shown."),
        (("move_in", "move_in"), ("home_repair", "complete")), ("EMP move-in", "EMP ch3.23")),
    Question("KPI 2.3", Text(
        "先道歉并马上清理。说明管理费是为公共服务付的，别人抛物不是拒交的理由（民法典第九百四十四条）；高空抛物由抛物人负责，物业要尽提醒和防范的责任（第一千二百五十四条）。具体做：查找抛物人、张贴提示、加强巡查、必要时报警，把做了什么回复业主并回访。",
        "Apologise and clear it at once. The fee pays for the common services, and others' litter is no ground to withhold it (Civil Code, article 944); who throws is liable, and the office must warn and guard against it (article 1254). So: look for who threw, put up notices, patrol, call the police where needed, tell the owner what was done and follow up."),
        (("complaint", "record"), ("complaint", "assign"), ("complaint", "record_follow_up")), ("OPS F 2.5", "EMP ch3.28", "EMP ch4.1.s5")),
    Question("KPI 2.4", Text(
        "到现场看，说明那块地是规划的公共场地，属全体业主共有（民法典第二百七十四条），改变用途须业主共同决定（第二百七十八条），物业不能单独答应。把要求记录下来，提请业主委员会讨论；能马上做的先做，如摆放盆栽。什么时候答复要说定，并按时回访。",
        "Look at the place. It is common ground by the plan and belongs to all owners (Civil Code, article 274); to change its use is for the owners to decide together (article 278). Record the wish and put it to the owners' committee; do at once what can be done, such as plants in pots. Name the day of the answer and keep it."),
        (("complaint", "record"), ("complaint", "propose"), ("complaint", "record_follow_up")), ("EMP ch4.1.s5", "OPS F 2.5")),
    Question("KPI 2.5", Text(
        "收信当天登记并派工程人员查看、止漏、拍照留证。卫生间防水在五年保修期内的由建设单位负责修复和赔偿（建设工程质量管理条例第四十条）；是楼上装修破坏防水的由楼上业主负责。物业的责任是查清原因、通知责任方、组织协商、跟进修复；涉及赔偿的由主任批准，不能擅自许诺。",
        "Register the letter that day; send engineering to look, stop the leak and take pictures. Within the five years' warranty of a bathroom's sealing the developer repairs and pays (Regulation on the Quality of Construction, article 40); where the renovation above broke it, that owner does. The office finds the cause, tells who is liable, brings them together and follows the repair; compensation needs the director's approval and is never promised."),
        (("complaint", "investigate"), ("complaint", "propose"), ("complaint", "approve"), ("home_repair", "dispatch")), ("CSH 1.2.1.4", "OPS F 2.5")),
    Question("KPI 2.6", Text(
        "户内的水管由业主维护，是否居住不影响责任，对楼下损失应由原女士赔偿（民法典第一千一百六十五条）。物业发现后及时关阀、通知、协助抢修就尽到了责任；发现迟延、该巡查的公共管道没有巡查的，物业按过错分担。事后应提醒空置房业主关总阀、留联系方式。",
        "Pipes within the flat are the owner's to maintain, lived in or not, so the owner pays for the floors below (Civil Code, article 1165). The office did its part if it closed the valve, called the owner and helped at once; for delay, or common pipes never inspected, it shares by its fault. Afterwards remind owners of empty flats to close the main valve and leave a telephone number."),
        (("home_repair", "dispatch"), ("home_repair", "assess"), ("complaint", "investigate")), ("OPS F 2.2", "EMP ch3.23")),
    Question("KPI 2.7", Text(
        "没有业主书面同意不放行，这是保护业主。先替租户联系业主并把每次联系记录下来；两次以上联系不到的，可写明情况，由租户出具清单和保证书、留身份证明，主任书面特批后放行，事后尽快告知业主。不能由门岗口头放行。",
        "Without the owner's written consent nothing is let out: that protects the owner. Try to reach the owner and record each attempt; after two and more in vain the case may be explained in writing, with the tenant's list, undertaking and identity, and let out on the director's written word; the owner is told as soon as may be. The gate never lets out on a spoken word."),
        (("item_release", "record_attempt"), ("item_release", "submit"), ("item_release", "seal")), ("CSH 5.1.3", "KPI 2.7")),
    Question("KPI 2.8", Text(
        "物业无权为邻里纠纷停水停电，应当场说明并拒绝。到现场量看：防盗门占用公共通道或违反装修约定的，书面要求整改；没有违规的，请双方坐下来商量改开门方向等办法。全过程记录，调解不成的请居委会或通过法律途径解决。",
        "The office has no right to cut water or power over a quarrel between neighbours; say so and decline. Look and measure: a door that takes common space or breaks the renovation agreement must be put right, by letter; if not, bring both together over another way for it to open. Record all of it; if nothing helps, refer them to the neighbourhood committee or the courts."),
        (("complaint", "investigate"), ("complaint", "propose"), ("renovation", "pass_problem")), ("OPS F 2.5", "EMP ch4.1.s5")),
    Question("KPI 2.9", Text(
        "一、错在未经许可独自进入住户家中。二、应在门外按铃呼叫，不进门，立即报告主管和保安，两人以上守在门口并联系业主，等业主或家人回来再离开。三、由主管马上到场道歉，说明她是担心失窃、没有动任何东西，请业主当面清点；表示会培训并处理员工，同时提醒业主离家锁门。",
        "First: she went into a home alone and without leave. Second: ring and call from outside, stay out, report to supervisor and security, keep watch in twos and reach the owner. Third: the supervisor comes at once and apologises, explains her worry about thieves, has the owner check that nothing is gone, promises training and the consequences, and kindly asks to lock up when leaving."),
        (("complaint", "record"), ("complaint", "assign"), ("conduct_record", "submit"), ("training_plan", "")), ("EMP ch3.18", "EMP ch4.1.7", "EMP ch3.27")),
    Question("KPI 2.10", Text(
        "案例一做得对：险情紧迫，经邻居同意、最小损害地进入，属紧急避险（民法典第一百八十二条）；应有两人以上在场、全程记录，事后立即告知住户。案例二做得不对：漏水越来越重，应先关公共阀门、想尽办法联系住户，联系不到时请公安、居委会或业委会到场见证后进入抢修，不能以“无权”为由不处理。",
        "The first was right: the danger was pressing, and going in with the neighbour's leave and the least damage was an act of necessity (Civil Code, article 182); two or more should be there, all be recorded and the resident told at once. The second was wrong: close the common valve, try everything to reach the resident, and failing that go in with the police or a committee as witness; “no right to” is no answer to growing damage."),
        (("home_repair", "dispatch"), ("home_repair", "assess"), ("complaint", "report_to_company")), ("OPS F 2.2", "EMP ch4.1.9")),
    Question("KPI 2.11", Text(
        "任何情况下不动手、不还口、不围堵。业主情绪激动时先倾听、致歉、换人或请主管接待，避开围观；有人身危险时撤离并报警，保护现场记录。管理上要做的是培训、选人、及时处理投诉不让小事积成大事，对动手的员工按规定处理。",
        "Never strike, answer back or surround anybody. When an owner is upset listen, apologise, let a colleague or the supervisor take over, away from onlookers; in danger withdraw, call the police and keep the record. For the office: train, choose people well, settle complaints before they grow, and act by the rules against staff who strike."),
        (("complaint", "escalate"), ("training_plan", ""), ("fault_notice", "issue_notice")), ("EMP ch3.8", "EMP ch3.27", "EMP ch4.1.9")),
    Question("KPI 2.12", Text(
        "法院会支持拆除。裙楼平台是业主共有部分，利用共有部分经营须由业主共同决定（民法典第二百七十八条），主管部门的批准代替不了业主的同意；收入归全体业主（第二百八十二条），记入管理费账目也不能补正。正确做法：先征得业主大会同意，再签约、公示收入；否则拆除并恢复原状。",
        "The court will order it removed. The platform is common property, and to earn by it needs the owners' joint decision (Civil Code, article 278), which no authority's permit replaces; the income is the owners' (article 282), and to book it as management income heals nothing. Rightly: the owners' consent first, then the contract, with the income made public; else take it down and restore the place."),
        (("complaint", "propose"), ("complaint", "report_to_company")), ("OPS F 2.5", "CSH 1.2.1.4")),
)
# fmt: on
