"""Pages of measures and figures."""
