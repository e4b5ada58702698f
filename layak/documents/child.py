"""The reader child: a process of its own that opens untrusted files for ``sandbox``.

It gets each file as an open descriptor, so it needs no path. It has nothing of the parent's
environment, no network where the system allows that, and limits that hold inside native code too:
an alarm for the time, and the kernel's limits for CPU, memory, written files and core dumps.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import signal
import socket
import struct
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from layak.documents.results import Failure, ReadResult, Unreadable, refused, to_message

HEADER = struct.Struct(">II")
REQUEST_HEADER = struct.Struct(">I")

_CLONE_NEWUSER_AND_NEWNET = 0x10000000 | 0x40000000
_PR_SET_NO_NEW_PRIVS = 38


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the parent asks for on the command line, as one JSON object."""

    channel: int
    reader: str
    seconds: float
    cpu_seconds: int
    memory_bytes: int


def main(arguments: str) -> None:
    """Serve requests until the parent hangs up."""
    settings = _Settings(**json.loads(arguments))
    # The modules come first: they are ours, and afterwards nothing may be written.
    module = importlib.import_module(settings.reader)
    channel = socket.socket(fileno=settings.channel)
    _confine(settings)
    # What the imports left is never garbage: the collector need not walk it for each file.
    gc.freeze()
    _answer(channel, {"ready": True})
    while (request := _next_request(channel)) is not None:
        message, descriptor = request
        signal.setitimer(signal.ITIMER_REAL, settings.seconds)
        _allow_more_cpu(settings.cpu_seconds)
        answer, picture = _serve(module, message, descriptor)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _answer(channel, answer, picture)
        if answer.get("failure") == Failure.MEMORY:
            # What filled the memory may still hold it; a fresh child is cheap.
            return


def _confine(settings: _Settings) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    library = ctypes.CDLL(None, use_errno=True)
    # Best effort: containers and some distributions forbid it, and the other limits stand anyway.
    with contextlib.suppress(AttributeError):
        library.unshare(_CLONE_NEWUSER_AND_NEWNET)
        library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    memory = settings.memory_bytes
    # RLIMIT_DATA counts what is really written to; RLIMIT_AS also counts reserved room.
    _limit(resource.RLIMIT_DATA, memory)
    _limit(resource.RLIMIT_AS, memory + (1 << 30))
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 64)


def _limit(what: int, most: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def _allow_more_cpu(seconds: int) -> None:
    """Count CPU from here on: the child lives for many files, the limit is for one."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _serve(
    reader: ModuleType, message: dict[str, Any], descriptor: int
) -> tuple[dict[str, Any], bytes]:
    """Let the reader module do what is asked with the file's bytes.

    Every reader has ``read(data, name)`` and ``render(data, name, page, width)``; one that is asked
    about a single page has ``read_page(data, name, page)``.
    """
    try:
        with os.fdopen(descriptor, "rb") as file:
            data = file.read()
        name: str = message["name"]
        if message["do"] == "render":
            picture: bytes | None = reader.render(data, name, message["page"], message["width"])
            drawn = to_message(ReadResult()) | {"picture": picture is not None}
            return drawn, picture or b""
        if message["do"] == "read_page":
            return to_message(reader.read_page(data, name, message["page"])), b""
        return to_message(reader.read(data, name)), b""
    except Unreadable as no:
        return to_message(refused(no.failure, str(no))), b""
    except MemoryError:
        return to_message(refused(Failure.MEMORY)), b""
    except Exception as error:  # noqa: BLE001 - each library has its own errors for broken content
        detail = f"{type(error).__name__}: {error}"
        return to_message(refused(Failure.DAMAGED, detail=detail)), b""


def _next_request(channel: socket.socket) -> tuple[dict[str, Any], int] | None:
    """Take a request and its descriptor; None when the parent is gone."""
    # Exactly the header is received, so that the descriptor belongs to this request and no other.
    header, descriptors, _, _ = socket.recv_fds(channel, REQUEST_HEADER.size, 1)
    if not header:
        return None
    body = _exactly(channel, REQUEST_HEADER.unpack(header)[0])
    return json.loads(body), descriptors[0]


def _exactly(channel: socket.socket, size: int) -> bytes:
    body = b""
    while len(body) < size:
        chunk = channel.recv(size - len(body))
        if not chunk:
            sys.exit(0)
        body += chunk
    return body


def _answer(channel: socket.socket, message: dict[str, Any], picture: bytes = b"") -> None:
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    try:
        channel.sendall(HEADER.pack(len(body), len(picture)) + body + picture)
    except OSError:
        sys.exit(0)
