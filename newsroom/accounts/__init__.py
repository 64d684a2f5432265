"""Accounts: signing up and in, passwords, addresses. django-allauth does the work; this is how it does it here.

`adapter` says what allauth asks of a site (words, mail, where one goes next), `forms` has its forms with our names and
limits, `views` its answers as the rest of the site answers, `urls` the addresses; `second_step` and `asking` ask for more
than a password, at the door and once more inside. Who plays is `newsroom.players`'s
business: a sign-in, wherever it happens, is heard of by Django's signal.
"""
