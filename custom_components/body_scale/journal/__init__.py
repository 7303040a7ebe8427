"""The durable record: weighings, people and outboxes in one SQLite file."""
