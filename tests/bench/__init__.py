"""`make bench`: what pages, the queue, the engine and a model's calls cost, measured side by side.

Every module here but `measuring` and `__main__` registers measurements. Nothing of the product imports this.
"""
