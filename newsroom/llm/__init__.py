"""Talking to a model: the only place that imports openai.

    an engine ──Request──▶ gateway ──▶ ledger (kill switch, budgets, a row per call) ──▶ endpoint ──▶ wire
        ◀──Completion or one of the errors of `errors`──

What an engine uses: `gateway.complete`, `gateway.stream`, `gateway.structured` and `gateway.is_configured`,
`Request`, `Completion` and the message makers of `exchange`, and the errors. Every error is also a
`newsroom.generation` TryAgain or GiveUp, so `write()` of a generated row can let it pass.

Promises: one call ends within its total deadline, however the endpoint misbehaves (`wire`); what it sends is
read in whatever dialect it speaks (`reading`); a text is whole or an error (`endpoint`) and holds nothing that a model thinks aloud (`thinking`); a structured value has passed our own validation (`shapes`); no call is made
that a budget does not cover or while the switch is off (`ledger`); an endpoint that keeps failing is left
alone for a while (`breaker`); what an endpoint's dialect lacks is learned once (`dialect`).
"""
