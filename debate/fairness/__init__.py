"""What the referee's rounds come to, taken together, and the page that says how everything here is decided.

`figures` is the arithmetic, `tallies` counts rows once they are old enough to tell nothing, `page` puts figures into
words, `how` is /how-it-works/.
"""
