"""Pages of the verification, one module a subject."""
