"""The rules that a declaration must keep, one small function each."""
