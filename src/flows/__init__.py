"""The workflow engine; knows nothing of the web."""
