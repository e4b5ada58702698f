"""Become another Python module, tied to the life of the process that asked for it.

``python -m layak.operations.tied PARENT SIGNAL MODULE [ARGUMENT...]``: the kernel sends SIGNAL when
PARENT dies, however it dies, so ``kill -9`` on ``layak serve`` leaves nothing behind. The tie
survives the exec.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process, then turn into the module."""
    parent, number, *words = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.Signals[number])
    # The parent may have died before the tie was made.
    if os.getppid() != int(parent):
        sys.exit(1)
    os.execv(sys.executable, [sys.executable, "-m", *words])  # noqa: S606 - our own interpreter


if __name__ == "__main__":
    main()
