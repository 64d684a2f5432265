"""How the site bears load: `python -m tests.load` runs it as in production and asks it everything at once,
`python -m tests.load.growth` fills a private PostgreSQL and asks what grows, `python -m tests.load.queue` simulates bursts.
"""
