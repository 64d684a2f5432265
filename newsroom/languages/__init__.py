"""The languages that the site speaks to its readers and at its desk.

The address says which: the site's own language (`LANGUAGE_CODE`) has addresses without a prefix, every other one that
is offered (`SITE_LANGUAGES`) lives under its code, `/uk/…`. No cookie and no header has a say, so a page is kept by its address.
The desk's pages, which nobody keeps, are in the language that an editor chose there, or in the browser's.

`offered` (from the environment) · `addresses` (prefix, middleware, the same page in another language) · `dates` (how a day is
written, pure) · `saying` (dates, numbers and lists in the language of the page) · `catalogues` (the strings: found in the
sources, checked, compiled) · `naming` (what the desk calls models and fields). How a language is added: docs/translating.md.
"""
