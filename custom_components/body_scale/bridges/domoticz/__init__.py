"""Domoticz: virtual sensors over MQTT."""
