"""Layer 2: printed forms. What stands on a form is plain data here; this package draws its seal and code and sets it as
PDF."""
