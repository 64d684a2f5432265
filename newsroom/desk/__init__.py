"""The admin as the newsroom's desk: what its front page says, in which order, and how nothing typed is lost.

An app's admin says what waits for somebody on the pages it has:

    front_counts.register(
        "reports of speeches", "admin:debate_speechreport_changelist", open_reports,
        permission="debate.change_speechreport", query="resolved_at__isempty=1", order=10,
    )

`site` is the admin site itself, `again` gives back what was typed when a sign-in had run out.
"""
