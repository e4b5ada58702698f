"""The optimizer's process: a question comes in on standard input, its solution goes out."""

import os
import pickle
import sys

from layak.forecast.optimum import solve
from layak.forecast.questions import Question


def main() -> None:
    """Answer one question and end."""
    # What comes in was made by ``solving`` in our own process a moment ago.
    question = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - see above
    if not isinstance(question, Question):
        raise TypeError("not a question")
    # The solver's own words go to the log, not between the bytes of the answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    with os.fdopen(answer, "wb") as out:
        out.write(pickle.dumps(solve(question)))
