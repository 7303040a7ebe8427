"""Where else weighings are delivered: a folder and a row for each kind, one durable outbox for all."""
