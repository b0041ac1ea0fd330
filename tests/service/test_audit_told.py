"""What the audit says of what it finds: nobody's own words, and something of whatever somebody wrote over by force."""

from sqlalchemy import text

from flows.service.audit import replay_all
from tests.service.errand import World
from tests.service.test_acting import submitted


def test_a_paper_is_named_by_its_kind_alone(north: World) -> None:
    submitted(north)
    with north.office.transaction() as connection:
        connection.execute(text("UPDATE documents SET name = '张三身份证.pdf'"))
    (fault,) = replay_all(north.office)[1]
    assert fault.message.en.startswith("documents (paper) ")
    assert fault.message.zh.startswith("documents（paper）")
