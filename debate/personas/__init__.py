"""Who may speak: a persona's document, as it stands in fixtures/personas/ and in the row. Pure."""
