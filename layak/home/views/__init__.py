"""Pages of the first view: a city, its offices, what a province or the ministry oversees."""
