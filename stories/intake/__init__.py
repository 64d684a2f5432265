"""From an article to a story’s items: its text kept, items proposed, each with the passage it rests on, and accepted by a person.

`extraction` makes text, title, author, date and language of what an editor gives; `rules` (and with a model `drafting`) propose
drafts from it; `matching` says how each stands to the story; `models` keeps them as rows; `accepting` makes items of them.
"""
