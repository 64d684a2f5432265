"""The editors' desk: write a story, order its items, see what is missing, preview, publish.

Stock Django admin under the site's strict CSP. `story` holds the story page, `items` one page per kind of
item, `sources` a source with its text, `quotes` a quotation and what it rests on, `desk` the pages of the way to readers, `checklist` what is missing, `revisions` what was published,
`letters` the letters to followers.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as lazy

from stories.admin import authors, items, letters, motions, quotes, revisions, sources, story

admin.site.index_title = lazy("What would you like to work on?")

__all__ = ["authors", "items", "letters", "motions", "quotes", "revisions", "sources", "story"]
