"""Simulated scales, and what plays them."""
