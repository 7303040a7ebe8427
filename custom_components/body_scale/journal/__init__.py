"""The durable record: weighings, people, scales and outboxes in one SQLite file."""
