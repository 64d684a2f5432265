"""What readers report, in one queue, and the log of what was done at the desk.

`queue` is what an app fills in its `AppConfig.ready`: a `Kind` for each sort of thing that can be reported, which knows the
text in its context and what may be done with it. `views` are the queue's two pages. `log` writes down who did what, when
and why: the one way in which anything done at the desk is recorded, on Django's own `LogEntry`, so that it stands in the
object's history as well; `admin` shows it whole.
"""
