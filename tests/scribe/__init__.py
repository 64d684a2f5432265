"""A test-only app: the smallest thing a worker can write."""
