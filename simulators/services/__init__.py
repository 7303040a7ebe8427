"""Stand-ins for services on the internet, made from their public descriptions."""
