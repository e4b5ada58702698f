"""Have a question answered in a process of its own, so that no page carries the optimizer."""

import pickle
import threading

from layak.forecast.questions import Question, Solution
from layak.lib import isolated

SECONDS = 60.0
# A search costs a core for a moment: a crowd that wants one waits in line.
_LINE = threading.BoundedSemaphore(1)


class NotSolved(Exception):  # noqa: N818 - an answer to the caller, who says it to people
    """The optimizer could not be started, failed, or took too long; ``str()`` is for the log."""


def solved(question: Question) -> Solution:
    """Find the optimum as ``optimum.solve`` does. Raises ``NotSolved``."""
    with _LINE:
        try:
            done = isolated.run("layak.forecast.solver", pickle.dumps(question), seconds=SECONDS)
        except isolated.NotDone as error:
            raise NotSolved(str(error)) from error
    answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own child
    if not isinstance(answer, Solution):
        raise NotSolved("no solution came back")
    return answer
