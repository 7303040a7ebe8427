"""What people type or paste. Pure."""
