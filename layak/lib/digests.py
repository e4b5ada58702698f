"""A key for values: equal values give the same key, others another one."""

import hashlib


def digest_of(*values: object) -> str:
    """The SHA-256 of how some values are written, as 64 hexadecimal digits.

    Every value must write itself in full: numbers, words, moments, rows and dataclasses of them.
    """
    return hashlib.sha256(repr(values).encode()).hexdigest()
