"""The whole way, with real programs."""
