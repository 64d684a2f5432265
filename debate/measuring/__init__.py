"""The gates of the offline engine, measured: whole debates in, a table of values against gates out.

`programme` says which debates, `repeats` counts what is said twice, `recognition` whether a voice can be told
from its prose, `attacks` whether a referee can be fooled, `fingerprint` whether the same bytes come out, and
`gates` puts all of it into one table. `referees` measures any referee, a model’s too, on a fixed set of rounds. Pure but for `fingerprint`'s program, which reads files: no database,
clock aside from CPU time, network or global randomness. `manage.py verify_offline` prints the table.
"""

from __future__ import annotations

from .gates import Gate, measure

__all__ = ["Gate", "measure"]
