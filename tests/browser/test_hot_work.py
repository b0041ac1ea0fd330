"""动火许可证 in Chinese; the walks go the same way in English."""

from tests.browser.conftest import Visits
from tests.browser.permit import goes_to_its_end
from tests.stories.office import StoryOffice


def test_an_agents_permit_goes_through_three_approvals_and_the_fire_watch(office: StoryOffice, visit: Visits) -> None:
    goes_to_its_end(office, visit("zh", phone=True))
