"""The broker of demo and tests keeps its promises."""
