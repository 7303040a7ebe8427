"""Benchmarks against what people use elsewhere. They print tables; nothing is kept."""
