"""The formula sets of Mi Fit. Pure."""
