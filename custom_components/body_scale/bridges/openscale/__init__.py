"""openScale-sync: one retained topic a weighing."""
