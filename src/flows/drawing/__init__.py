"""Layer 2: pictures of procedures. Graphviz lays out, this package draws, marks where a case is, and writes files."""
