"""Debates and voices by historical figures. Rooms by subject, each knowing only those before it:

    text ─▶ evidence, personas, referee ─▶ grounding ─▶ engines ─▶ models ─▶ fairness ─▶ written ─▶ arena
        ─▶ daily, replays, voices, record

Follow a motion from the form to the verdict: `arena/forms.py`, `arena/services.py`, `written/flow.py`,
`written/speeches.py`, `written/verdicts.py`, `written/reading.py`. import-linter holds the order.
"""
