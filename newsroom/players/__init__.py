"""Who plays: an anonymous player in the session, and the ledger of what was earned."""
