"""Layer 4: HTTP in, HTML and JSON out."""
