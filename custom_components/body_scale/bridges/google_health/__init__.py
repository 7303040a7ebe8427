"""Google Health: each weighing of one person as points in their own Google account."""
