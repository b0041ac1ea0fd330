"""The books of an office (登记本): what the declarations call registers, as lines to read, to print and to take away."""

from flows.service.books.columns import Heading, heading, problems
from flows.service.books.listing import Asked, Book, BookLine, book, books_of, grid_of, state_words, whole_book

__all__ = [
    "Asked",
    "Book",
    "BookLine",
    "Heading",
    "book",
    "books_of",
    "grid_of",
    "heading",
    "problems",
    "state_words",
    "whole_book",
]
