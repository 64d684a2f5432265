"""What `/styleguide/debate/` shows: two who speak, face to face, and the prediction card.

A round and a verdict belong there too: give them here under the names their partials take (`round`, `verdict`,
`call`, `result`) and include the partials where `styleguide/debate.html` marks the place.
"""

from __future__ import annotations

import uuid
from typing import Any

from debate.models import Persona

CALLS = ((55, "leaning", "+6.3", "−5.7"), (70, "likely", "+21.0", "−27.0"), (85, "sure", "+30.3", "−53.7"))


def values() -> dict[str, Any]:
    """Empty while no persona is loaded. 1 query."""
    personas = [persona.as_document for persona in Persona.objects.order_by("slug")[:6]]
    if len(personas) < 2:
        return {}
    pro, con, *_ = personas
    calls = [dict(zip(("confidence", "word", "if_right", "if_wrong"), call, strict=True)) for call in CALLS]
    return {
        "personas": personas,
        "pro": pro,
        "con": con,
        "round": {"number": 1, "seal": "0f3c" * 16},
        "stage": {
            "play": {"pk": uuid.UUID(int=0), "rated": False},
            "odds": [("pro", pro, calls), ("con", con, calls)],
        },
    }
