"""wger: a weight entry for each weighing."""
