"""Simulated hardware and real processes for the demo and the end-to-end tests."""
