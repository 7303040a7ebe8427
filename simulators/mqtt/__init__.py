"""A real MQTT broker, and a listener."""
