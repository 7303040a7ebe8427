"""The ways in which Domoticz' sensors come to be, each with its steps."""
