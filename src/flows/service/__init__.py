"""Layer 3: use cases, one transaction each."""
