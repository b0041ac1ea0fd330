"""Layer 2: working time and holidays, pure."""
