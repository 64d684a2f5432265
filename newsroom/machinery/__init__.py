"""The machinery on one page of the desk: what waits and what has failed, who works, what the endpoints do, what is left to
spend; and failed work run again in bulk. `state` reads, `views` show."""
