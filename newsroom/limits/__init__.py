"""How much one visitor, one network and everybody together may ask of the site.

`rules` says it, one line for each address that writes, spends or costs more than a page; `middleware` holds requests
to it and answers those that go beyond; `signing_in` counts passwords; `counting` counts, on the cache; `network` is
whose network a request comes from, and how that is kept without keeping an address.
"""
