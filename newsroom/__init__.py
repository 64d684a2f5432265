"""Newsroom: an interactive news story. See docs/architecture.md. Importing it imports nothing else."""
