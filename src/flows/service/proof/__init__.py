"""What an outside auditor is given: the history without what is personal, the roots that were anchored outside, and one
file of the standard library that holds the one against the other."""
