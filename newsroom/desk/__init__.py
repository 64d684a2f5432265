"""The admin as the newsroom's desk: what its front page says, in which order, and how nothing typed is lost.

An app's admin says what waits for somebody on the pages it has:

    front_counts.register(
        lazy("debates to review"), "admin:debate_debate_changelist", awaiting,
        permission="debate.review_debate", query="admission__exact=awaiting", order=20,
    )

`site` is the admin site itself, `again` gives back what was typed when a sign-in had run out.
"""
