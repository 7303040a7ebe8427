"""The simulated Domoticz keeps its promises."""
