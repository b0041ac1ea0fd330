"""The table of the record of conduct, which the procedure book doesn't have: as it was decided for this office."""

from tests.procedures.book import Table
from tests.procedures.book_office import BELOW

CONDUCT: dict[str, Table] = {
    "conduct_record": Table(
        "draft noted objected standing summarised leaving_review closed left_agreed revoked cancelled",
        "closed left_agreed revoked cancelled",
        f"""
        submit         | draft          | noted          | cs_supervisor lobby_lead
        acknowledge    | noted          | standing       | {BELOW}:employee
        record_silence | noted          | standing       | office
        object         | noted          | objected       | {BELOW}:employee
        uphold         | objected       | standing       | cs_supervisor director office
        revoke         | objected       | revoked        | cs_supervisor director office
        summarise      | standing       | leaving_review | cs_supervisor
        summarise      | standing       | summarised     | cs_supervisor
        confirm_points | summarised     | closed         | director office
        confirm_points | leaving_review | closed         | director
        waive_points   | summarised     | revoked        | director office
        waive_points   | leaving_review | revoked        | director
        count_as_left  | leaving_review | left_agreed    | director
        cancel         | draft          | cancelled      | cs_supervisor lobby_lead
        """,
    ),
}
