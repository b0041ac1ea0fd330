"""What is seen from day to day: noted by the lead, answered by the person, summed up, confirmed by somebody else."""

from tests.browser.conftest import Visits
from tests.stories.office import StoryOffice


def test_lateness_is_noted_answered_summed_up_and_confirmed(office: StoryOffice, visit: Visits) -> None:
    someone = visit("zh")
    begun = {"employee": "lobby_assistant", "offence": "late", "happened_on": "2025-10-15"}
    number = someone.becomes("lobby_lead").begins("conduct_record", **begun)
    seen = {"conduct_seen": "考勤机记录", "conduct_corrected": "当面提醒"}
    someone.sends("submit", **seen).is_told("须填写分钟数")
    someone.takes("submit", minutes_off="11").is_told("10")
    someone.becomes("lobby_assistant").finds(number).takes("acknowledge")
    someone.becomes("cs_supervisor").finds(number).takes("summarise", month_words="请按时到岗")
    someone.becomes("office").finds(number).is_told("建议扣工资", "40.00")
    confirmed = {"measure_decided": "none", "docking_confirmed": "40", "within_cap": True, "conduct_opinion": "属实"}
    someone.takes("confirm_points", **confirmed).state_is("closed", "conduct_record")
