"""What is not anchored outside yet is shown to administrators and to whoever watches."""

from flows.service.proof.anchoring import Anchors, anchor
from flows.service.sealing import seal
from tests.web.conftest import Pages


def test_a_means_that_fails_shows_until_it_has_all(pages: Pages) -> None:
    world = pages.world
    world.start()
    seal(world.office, world.now)
    anonymous = pages.anonymous().client
    assert "flows_anchors_waiting" not in anonymous.get("/metrics").get_data(as_text=True)
    anchor(world.office, Anchors(command="false"), world.now)
    assert 'flows_anchors_waiting{means="command"} 1' in anonymous.get("/metrics").get_data(as_text=True)
    anchor(world.office, Anchors(command="true"), world.now, at_once=True)
    assert 'flows_anchors_waiting{means="command"} 0' in anonymous.get("/metrics").get_data(as_text=True)
