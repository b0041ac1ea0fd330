"""The furnished offices of the stories."""

from tests.stories.conftest import (
    another_sqlite_office,
    furnished_file,
    office,
    postgres_office,
    sqlite_office,
)

__all__ = ["another_sqlite_office", "furnished_file", "office", "postgres_office", "sqlite_office"]
