"""The clock of a case, stopped and started through the interface."""

from tests.api.interface import Interface


def test_a_case_waits_with_its_clock_stopped(both: Interface) -> None:
    number = both.in_review()
    asked = {"pause": "customer", "reason": "客户出差"}
    stopped = both.post(f"/cases/{number}/pause", "eng", json=asked)
    assert stopped.status_code == 200
    (deadline,) = stopped.json["deadlines"]
    assert deadline["paused_since"] is not None
    assert deadline["due_before"] < deadline["runs_on_at"] < deadline["due_at"]
    both.world.later(hours=2, minutes=10)
    (deadline,) = both.post(f"/cases/{number}/resume", "eng").json["deadlines"]
    assert (deadline["paused_since"], deadline["paused_seconds"]) == (None, 7800)
    told = [entry["event"] for entry in both.get(f"/cases/{number}/history").json["items"]]
    assert told[-2:] == ["pause_clock", "resume_clock"]


def test_what_is_no_reason_or_nobodys_to_stop_is_refused(interface: Interface) -> None:
    number = interface.in_review()
    assert interface.post(f"/cases/{number}/pause", "eng", json={"pause": "lunch", "reason": "x"}).status_code == 422
    assert interface.post(f"/cases/{number}/pause", "eng", json={"pause": "customer"}).status_code == 422
    assert (
        interface.post(f"/cases/{number}/pause", "desk", json={"pause": "customer", "reason": "x"}).status_code == 403
    )
    assert interface.post(f"/cases/{number}/resume", "eng").status_code == 422
