"""Set one letter: a program of its own, so that no page carries the typesetter.

    python -m layak.reviews.typesetting < request.json > letter.pdf

The request is one JSON object: ``kind``, ``day`` (2023-05-29), ``digest`` and ``body``, the text
of a snapshot. Equal requests give equal bytes.
"""

import json
import sys
from datetime import date

from layak.documents.writing import write_pdf
from layak.reviews.letters import LetterKind, write_letter


def typeset(request: str) -> bytes:
    """The PDF that a request asks for."""
    asked = json.loads(request)
    document = write_letter(
        LetterKind(asked["kind"]),
        json.loads(asked["body"]),
        day=date.fromisoformat(asked["day"]),
        digest=asked["digest"],
    )
    return write_pdf(document)


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode("utf-8")))
