"""The simulators keep their promises."""
