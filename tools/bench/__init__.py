"""How fast the office is beside programs written by hand that do the same and nothing else; `make bench`."""
