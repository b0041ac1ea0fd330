"""The fixtures that the other tests stand on."""

from playwright.sync_api import Browser
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool


def test_both_databases_are_migrated_and_answer(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
        assert inspect(connection).has_table("alembic_version")


def test_what_one_test_writes_the_next_does_not_see(database_url: str) -> None:
    """Runs in random order with its twin below: whichever comes second would fail on a shared database."""
    create_a_table_called_mine(database_url)


def test_what_one_test_writes_the_next_does_not_see_either(database_url: str) -> None:
    create_a_table_called_mine(database_url)


def create_a_table_called_mine(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (id INTEGER)"))


def test_the_browser_shows_chinese(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<title>流程</title><p>动火许可证</p>")
    assert page.title() == "流程"
    assert page.locator("p").inner_text() == "动火许可证"
    page.close()
