"""The Home Assistant of demo and tests keeps its promises."""
