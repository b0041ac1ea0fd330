"""What thousands of sites need, reckoned and simulated from measured figures; `make scale`."""
