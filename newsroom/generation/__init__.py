"""The one mechanism behind everything a worker writes.

A thing to be written is a row of a concrete `Generated` model. Its life:

    queued ──claim──▶ running ──finish──▶ ready
       ▲                 │ TryAgain, attempts and time left
       └─────────────────┤
                         └─ GiveUp, third failure, or past give_up_at ──▶ failed ──requeue──▶ queued

The row is the truth and the queue only wakes workers, so losing the queue loses nothing:

* **claim** is one conditional UPDATE that bumps `attempt`; of ten deliveries one wins;
* `write()` runs outside any transaction, under a lease that is renewed while the worker lives; a lease that
  expires may be taken over;
* **finish** writes only WHERE attempt is still ours: a writer that was overtaken is fenced off;
* a **sweep** re-sends what is queued or abandoned and fails what has run out of attempts or time.

Where things are: the rows in `models` (`Generated`, `State`, `Written`), the moves in `services` (`enqueue`,
`requeue`, `work_on`, `sweep`), the hold on a row in `lease`, failures in `errors` (`TryAgain`, `GiveUp`), Celery
in `tasks` and `embedded`.
"""
