"""The languages that the site speaks to its readers.

The address says which: the site's own language (`LANGUAGE_CODE`) has addresses without a prefix, every other one that
is offered (`SITE_LANGUAGES`) lives under its code, `/uk/…`. No cookie and no header has a say, so a page is kept by its address.

`offered` (from the environment) · `addresses` (prefix, middleware, the same page in another language) · `dates` (how a day is
written, pure) · `saying` (dates, numbers and lists in the language of the page) · `catalogues` (the strings: found in the
sources, checked, compiled). How a language is added: docs/translating.md.
"""
