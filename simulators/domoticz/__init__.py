"""A simulated Domoticz."""

from .domoticz import Domoticz

__all__ = ["Domoticz"]
