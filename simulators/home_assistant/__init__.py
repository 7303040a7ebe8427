"""A real Home Assistant in a process of its own."""

from .home_assistant import HomeAssistant, StartError

__all__ = ["HomeAssistant", "StartError"]
