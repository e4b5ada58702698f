"""Ask a running clamd whether a file carries a virus. Standard library only.

The daemon reads the bytes from the socket (INSTREAM), so it needs no right to our files. Protocol:
``man clamd``, section COMMANDS.
"""

import socket
import struct
from pathlib import Path
from typing import BinaryIO

_CHUNK = 256 * 1024
_SECONDS = 120.0
_LONGEST_ANSWER = 4096


class ScannerError(RuntimeError):
    """The scanner does not answer, or does not understand; the file was not judged."""


def scan(file: BinaryIO, address: str, *, seconds: float = _SECONDS) -> str:
    """The name of the virus in a file; empty when there is none.

    ``address``: the path of a socket, or ``host:port``. Raises ``ScannerError``.
    """
    try:
        with _connected(address, seconds) as channel:
            channel.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                channel.sendall(struct.pack(">I", len(chunk)) + chunk)
            channel.sendall(struct.pack(">I", 0))
            answer = _answer(channel)
    except OSError as error:
        raise ScannerError(f"clamd at {address}: {error}") from error
    return _understood(answer)


def scan_path(path: Path, address: str, *, seconds: float = _SECONDS) -> str:
    """As ``scan``, for a file on disk."""
    with path.open("rb") as file:
        return scan(file, address, seconds=seconds)


def _connected(address: str, seconds: float) -> socket.socket:
    if "/" in address:
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        channel.settimeout(seconds)
        try:
            channel.connect(address)
        except OSError:
            channel.close()
            raise
        return channel
    host, _, port = address.rpartition(":")
    if not port.isdecimal():
        raise ScannerError(f"LAYAK_CLAMD: {address} is neither a socket nor host:port")
    return socket.create_connection((host, int(port)), timeout=seconds)


def _answer(channel: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < _LONGEST_ANSWER:
        chunk = channel.recv(_LONGEST_ANSWER)
        if not chunk:
            break
        received += chunk
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()


def _understood(answer: str) -> str:
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ScannerError(f"clamd: {answer or 'no answer'}")
