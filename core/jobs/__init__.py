"""Work outside the request: the outbox, its workers and the schedule."""
