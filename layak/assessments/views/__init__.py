"""Pages of a sheet, by noun: the sheet, its answers, its gaps."""
