"""Practice (练习): the same pages a second time under `/practice`, over a store of whoever practises."""
