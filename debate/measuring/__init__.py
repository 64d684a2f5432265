"""The gates of the offline engine, measured: whole debates in, a table of values against gates out.

`programme` says which debates; `balance` asks whether a side or a persona has an edge, `receipts` whether a mark says
why and whether the question is answered, `naming` whether items have names and two personas say different things,
`repeats` what is said twice, `attacks` whether a referee can be fooled, `fingerprint` whether the same bytes come out,
and `gates` puts all of it into one table. `referees` measures any referee, a model’s too, on a fixed set of rounds.
Pure but for `fingerprint`'s program, which reads files: no database, clock aside from CPU time, network or global
randomness. `manage.py verify_offline` prints the table.
"""

from __future__ import annotations

from .gate import Gate
from .gates import measure

__all__ = ["Gate", "measure"]
