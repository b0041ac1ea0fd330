"""Layer 2: tables and queries. No rules."""
