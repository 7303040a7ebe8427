"""The simulated proxy keeps its promises."""
