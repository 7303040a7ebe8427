"""Who else is told of weighings: one module a bridge, one durable outbox for all."""
