"""Versions of a procedure side by side: what differs between two, and open cases that move from one to another."""
