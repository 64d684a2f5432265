"""What a persona would make of a whole story: asked for, shown, known to be stale, reported."""
