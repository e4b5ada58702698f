"""A reader that does what the file says: what a hostile file could make a real reader do."""

import ctypes
import os
import signal
import socket
import time
from pathlib import Path

from layak.documents.results import ReadResult


def read(data: bytes, name: str) -> ReadResult:
    """Obey the file's one word; any other word is its text."""
    word = data.decode()
    if word in {"sleep", "spin", "deaf", "babble"}:
        _never_return(word)
    if word in {"eat", "crash", "kill", "leave", "break"}:
        _die(word)
    return ReadResult(pages=(_look_around(word),), page_count=1)


def _never_return(word: str) -> None:
    match word:
        case "spin":
            while True:
                pass
        case "deaf":
            signal.signal(signal.SIGALRM, signal.SIG_IGN)
        case "babble":
            _own_channel().sendall(b"\xff" * 64)
    time.sleep(600)


def _die(word: str) -> None:
    match word:
        case "eat":
            eaten = []
            while True:
                eaten.append(bytearray(16 * 1024 * 1024))
        case "crash":
            ctypes.string_at(0)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leave":
            os._exit(0)
    raise ValueError("not what the reader expected")


def render(data: bytes, name: str, page: int, width: int) -> bytes | None:
    """Obey as well."""
    read(data, name)
    return None


def _own_channel() -> socket.socket:
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - descriptors, not files
        try:
            found = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        if found.family == socket.AF_UNIX:
            return found
    raise LookupError("no channel")


def _look_around(word: str) -> str:
    match word:
        case "environment":
            return " ".join(sorted(os.environ))
        case "write":
            try:
                written = Path(f"/tmp/layak-poison-{os.getpid()}")  # noqa: S108 - must not succeed
                written.write_text("x")
                written.unlink()
            except OSError as error:
                return f"refused {error.errno}"
            return "written"
        case "process":
            return str(os.getpid())
        case _:
            return word
