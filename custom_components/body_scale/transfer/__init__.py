"""Takes weighings from files and other places into the household, and out of it again."""
