"""Layer 2: the rules of running. No clock, no input or output."""
