"""Whether what a story says is what its sources say, and whether a change is called what it is.

`keeping` stores what a source says; `verbatim` finds a quotation in it; `checking` says on what each quotation rests, `grounds` on whose word;
`kinds` compares two documents for what kind of change lies between them; `noticed` warns of what readers would stumble on.
Nothing here publishes: `publishing.publish` asks.
"""
