"""The nightly audit on the administration page and in /metrics: quiet while all adds up."""

from datetime import timedelta

from sqlalchemy import insert, text

from flows.service.nightly import Nightly
from flows.storage.tables import posts
from tests.web.conftest import Pages
from tests.web.staffed import staff

NIGHT = timedelta(hours=18, minutes=30)  # from nine in the morning, when the tests begin


def metrics(pages: Pages) -> dict[str, str]:
    lines = pages.anonymous().get("/metrics").get_data(as_text=True).splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if line.startswith("flows_audit"))


def test_the_last_night_is_shown_and_nobody_is_told_while_all_adds_up(pages: Pages) -> None:
    staff(pages)
    pages.world.start()
    admin = pages.browser("admin")
    assert "还没有做过" in admin.get("/admin").get_data(as_text=True)
    assert metrics(pages) == {}
    assert Nightly(pages.world.office).all_due(pages.world.now + NIGHT) == 2
    page = admin.get("/admin?lang=en").get_data(as_text=True)
    assert "1 cases looked at" in page
    assert "All adds up" in page
    found = metrics(pages)
    assert (found["flows_audit_cases"], found["flows_audit_faults"]) == ("1", "0")
    assert int(found["flows_audit_ended_seconds"]) == int((pages.world.now + NIGHT).timestamp())


def test_what_was_found_is_shown_to_who_administers_the_site_alone(pages: Pages) -> None:
    staff(pages)
    number = pages.world.start()
    with pages.world.office.transaction() as connection:
        connection.execute(text("UPDATE cases SET state = 'done'"))
    Nightly(pages.world.office).all_due(pages.world.now + NIGHT)
    page = pages.browser("admin").get("/admin").get_data(as_text=True)
    assert "处不符" in page
    assert number in page
    assert "state 与记录推出的不同" in page
    assert number in pages.browser("root.one").get("/admin").get_data(as_text=True)
    with pages.world.office.transaction() as connection:
        connection.execute(insert(posts), {"user_id": 90, "site_id": 2, "role": "administrator"})
    far = pages.browser("far").get("/admin").get_data(as_text=True)
    assert "不在您管理的项目" in far
    assert number not in far
    assert metrics(pages)["flows_audit_faults"] != "0"
    assert "夜间核查" in pages.browser("boss").get("/notices").get_data(as_text=True)
