"""What the arena adds to a player's own pages: their debates, achievements, export, merge and deletion."""
