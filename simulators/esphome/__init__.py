"""A simulated ESPHome Bluetooth proxy."""
