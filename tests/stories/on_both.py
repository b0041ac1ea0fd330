"""The mark of the stories that are told on both kinds of database."""

import pytest

on_both = pytest.mark.parametrize("office", ["sqlite", "postgresql"], indirect=True)
