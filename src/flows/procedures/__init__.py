"""Layer 2: the declared procedures, one file each."""
