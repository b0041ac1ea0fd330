"""A second factor beside the password, for who wants one and for posts that must have one."""

from flows.service.second_factor.demanding import demanded
from flows.service.second_factor.keeping import (
    Change,
    Proposal,
    Standing,
    changes_of,
    check,
    confirm,
    has_one,
    propose,
    proposed,
    remove,
    reset,
    standing,
)

__all__ = [
    "Change",
    "Proposal",
    "Standing",
    "changes_of",
    "check",
    "confirm",
    "demanded",
    "has_one",
    "propose",
    "proposed",
    "remove",
    "reset",
    "standing",
]
