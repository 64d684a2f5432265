"""Accounts: signing up and in, passwords, addresses. django-allauth does the work; this is how it does it here.

`adapter` says what allauth asks of a site (words, mail, where one goes next), `forms` has its forms with our names and
limits, `views` its answers as the rest of the site answers, `urls` the addresses. Who plays is `newsroom.players`'s
business: a sign-in, wherever it happens, is heard of by Django's signal.
"""
