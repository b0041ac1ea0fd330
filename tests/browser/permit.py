"""A hot-work permit from the desk to the fire watch, on the telephone of whoever walks about the building."""

from tests.browser.visitor import Visitor
from tests.stories.forms import AGREED, WELDERS_PAPERS, hot_work, look
from tests.stories.office import StoryOffice

KEY = "hot_work_permit"


def goes_to_its_end(office: StoryOffice, someone: Visitor) -> None:
    """Applied for by an agent of the owner's."""
    flat = office.flat()
    number = someone.becomes("front_desk").starts(KEY, flat, flat.agent().party)
    someone.state_is("draft", KEY).brings(*WELDERS_PAPERS).takes("submit", **hot_work(office))
    someone.becomes("engineering_supervisor").finds(number).takes("endorse", **look(office))
    someone.becomes("safety_supervisor").finds(number).takes("endorse", **look(office))
    someone.becomes("director").finds(number).takes("approve", **AGREED)
    someone.becomes("front_desk").finds(number).takes("issue")
    someone.becomes("director").finds(number).takes("seal")
    someone.becomes("front_desk").finds(number).brings("signed_permit_copy")
    someone.takes("hand_over", notice_posted=True, handed_to="代理一示例").state_is("in_force", KEY)
    office.later(hours=3)
    someone.finds(number).takes("finish_work", work_ended_at=office.at()).state_is("fire_watch", KEY)
    office.later(hours=1)
    someone.becomes("safety_supervisor").finds(number).takes("close", no_hazard_left=True, last_look="看过井口和楼板")
    someone.state_is("closed", KEY).is_told(someone.says("没有待办", "nothing waits"))
