"""What somebody may try, at every address that the resolver knows.

Each test says what must not happen and finds its addresses itself (`tests.addresses`, `tests.moderation.desk`).
Elsewhere, beside what they protect: who may open what (`tests/moderation/test_matrix.py`), a quiz's secrets
(`tests/quiz/test_secrecy.py`), sealed verdicts (`tests/debate/arena/`), budgets (`tests/llm/test_ledger.py`),
hostile documents (`tests/stories/test_document.py`), texts that are slow to read (`tests/test_linear.py`),
signing in (`tests/players/test_views.py`) and limits (`tests/limits/`).
"""
