"""Plain Python that every room may use: errors, numbers, codes."""
