"""Every way in which a model fails, as behaviours of the server in `tests.llm`."""

from __future__ import annotations

from tests.llm.fake_openai import reply
from tests.llm.test_failures import TABLE

NONSENSE = ("nonsense", reply('{"findings": 3, "questions": [], "replacements": 1}'), False)
FAILURES = [NONSENSE, *((name, behaviour, slow) for name, behaviour, _, _, slow, _ in TABLE)]
