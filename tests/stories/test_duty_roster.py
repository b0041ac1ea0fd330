"""值班安排: every shift of every day has somebody, nobody has two, and a swap leaves its trace."""

from itertools import count

from sqlalchemy import select

from flows.service.claiming import assign
from flows.storage.tables import entries
from tests.stories.forms_office import duty, roster_in
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

_years = count(2030)


def a_month() -> tuple[str, str, str]:
    """A February of its own for each story: any day of it, its first and its last day."""
    year = next(_years)
    while year % 4 == 0:
        year = next(_years)
    return f"{year}-02-11", f"{year}-02-01", f"{year}-02-28"


def whole(first: str, last: str) -> tuple[dict[str, str], dict[str, str]]:
    return duty("front_desk", "early", first, last), duty("second_desk", "late", first, last)


def lines(roster: StoryCase) -> list[tuple[str, int, str]]:
    query = select(entries).where(entries.c.case_id == roster.row.id).order_by(entries.c.kind, entries.c.line)
    with roster.where.office.read() as connection:
        return [(row.kind, row.line, row.state) for row in connection.execute(query)]


@on_both
def test_a_month_is_drawn_up_published_swapped_and_filed(office: StoryOffice) -> None:
    month, first, last = a_month()
    roster = roster_in(office, "published", month, *whole(first, last))
    assert roster.data["month"] == first
    assert roster.data["publish_by"] == f"{first[:4]}-01-31"
    swap = {"day": month, "shift": "early", "instead_of": "front_desk", "stand_in": "archivist"}
    roster.at("cs_supervisor").takes("swap_duty", swaps=[swap], reason="前台看病")
    roster.at("cs_supervisor").is_refused("archive", "month_is_over", says=last)
    office.later(days=365 * 60)
    roster.at("cs_supervisor").takes("archive")
    assert lines(roster) == [("duty", 1, "ended"), ("duty", 2, "ended"), ("duty_swap", 1, "ended")]
    assert [(r["event"], r.get("reason")) for r in roster.records if r["event"] == "swap_duty"] == [
        ("swap_duty", "前台看病")
    ]


def test_a_shift_without_anybody_is_named_and_so_is_who_has_two(office: StoryOffice) -> None:
    month, first, last = a_month()
    early, _ = whole(first, last)
    until_20th = duty("second_desk", "late", first, first[:8] + "20")
    roster = roster_in(office, "draft", month, early, until_20th)
    roster.at("cs_supervisor").is_refused("publish", "every_shift_covered", says=f"{first[:8]}21 晚班")
    roster.at("cs_supervisor").takes("add_duties", duties=[duty("front_desk", "late", first[:8] + "21", last)])
    says = f"front_desk {first[:8]}21 早班和晚班"
    roster.at("cs_supervisor").is_refused("publish", "nobody_on_two_shifts", says=says)
    roster.at("cs_supervisor").takes("drop_duties", lines_dropped=[3], reason="排重了")
    roster.at("cs_supervisor").takes("add_duties", duties=[duty("archivist", "late", first[:8] + "21", last)])
    roster.at("cs_supervisor").takes("publish")
    assert lines(roster) == [("duty", 1, "in_use"), ("duty", 2, "in_use"), ("duty", 3, "void"), ("duty", 4, "in_use")]
    assert [row["person"] for row in roster.data["duties"]] == ["front_desk", "second_desk", "archivist"]


def test_a_swap_begins_with_who_is_on_duty_and_doubles_nobody(office: StoryOffice) -> None:
    month, first, last = a_month()
    roster = roster_in(office, "published", month, *whole(first, last))
    lead = roster.at("cs_supervisor")
    swap = {"day": month, "shift": "early", "instead_of": "front_desk", "stand_in": "second_desk"}
    lead.is_refused("swap_duty", "swap_doubles_nobody", says="早班和晚班", swaps=[swap], reason="换班")
    stray = {**swap, "instead_of": "archivist", "stand_in": "cs_supervisor"}
    lead.is_refused("swap_duty", "was_on_duty", says=f"archivist 在 {month} 早班没有排班", swaps=[stray], reason="换班")
    beyond = {**swap, "day": f"{month[:4]}-03-01", "stand_in": "archivist"}
    refused = ("swaps_within_month", "was_on_duty")
    lead.is_refused("swap_duty", *refused, says="03-01", swaps=[beyond], reason="换班")
    cleaner = {**swap, "stand_in": "cleaning_lead"}
    lead.is_refused("swap_duty", "swaps_within_team", says="cleaning_lead", swaps=[cleaner], reason="换班")
    back = {"day": month, "shift": "late", "instead_of": "second_desk", "stand_in": "front_desk"}
    lead.takes("swap_duty", swaps=[swap, back], reason="两人互换")
    again = {"day": month, "shift": "early", "instead_of": "front_desk", "stand_in": "archivist"}
    lead.is_refused("swap_duty", "was_on_duty", swaps=[again], reason="换班")


def test_days_lie_in_the_month_and_people_belong_to_the_team(office: StoryOffice) -> None:
    month, first, last = a_month()
    roster = roster_in(office, "draft", month)
    turned = duty("front_desk", "early", last, first)
    roster.at("cs_supervisor").is_refused("add_duties", "duties_within_month", says=f"{last}–{first}", duties=[turned])
    stranger = duty("finance", "early", first)
    roster.at("cs_supervisor").is_refused("add_duties", "duties_of_the_team", says="finance", duties=[stranger])
    roster.at("cs_supervisor").takes("cancel", reason="立错月份")
    assert roster.state == "cancelled"


def test_one_person_is_not_on_the_rosters_of_both_teams_at_once(office: StoryOffice) -> None:
    month, first, last = a_month()
    roster_in(office, "published", month, *whole(first, last))
    lobby = office.opens("duty_roster", by="lobby_lead", team="lobby", month=month)
    lobby.at("cs_supervisor").is_refused("add_duties", "post", duties=[duty("lobby_lead", "early", first, last)])
    both = [duty("lobby_lead", "early", first, last), duty("lobby_assistant", "late", first, last)]
    lobby.at("lobby_lead").takes("add_duties", duties=both)
    lobby.at("lobby_lead").takes("publish")
    again = roster_in(office, "draft", month, *whole(first, last))
    says = "已有同一对象"
    again.at("cs_supervisor").is_refused("publish", "nothing_of_the_kind", says=says)


@on_both
def test_a_roster_is_claimed_and_given_on_before_it_is_published(office: StoryOffice) -> None:
    month, first, last = a_month()
    roster = roster_in(office, "draft", month, *whole(first, last))
    roster.at("cs_supervisor").claims()
    assign(office.office, "cs_supervisor", roster.number, "second_supervisor", office.now)
    assert [record["task"]["claimed_by"] for record in roster.records[-2:]] == ["cs_supervisor", "second_supervisor"]
