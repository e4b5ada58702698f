"""Say whether two texts or two pictures are the same thing twice. Pure; loads numpy and SciPy.

A text is known by the MinHash of its runs of five words; a picture by perceptual hashes of itself
and of windows within it, so that it is found again after resizing, recompression and cropping.
How the numbers were chosen: ``docs/findings.md``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import imagehash
import numpy as np
from datasketch import MinHash  # type: ignore[import-untyped]  # ships no types
from PIL import Image

from layak.documents.clarity import is_photograph

# Texts: runs of words, hash functions, bands of them, and the likeness from which texts are twins.
RUN = 5
PERMUTATIONS = 128
ROWS_OF_A_BAND = 4
LEAST_WORDS = 60
TWIN_TEXT = 0.75

# Pictures: bits a side of a hash, how many may differ of all, and how much of each side of the
# picture the windows keep.
HASH_SIDE = 12
TWIN_PICTURE = 18
KEPT = (1.0, 0.95, 0.9, 0.85, 0.8)
LEAST_SIDE = 100
_SIDE = 384
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TextPrint:
    """The MinHash of a text: its signature, and its bands as signed 64-bit numbers.

    Texts alike share a band; ``alike`` then tells how much.
    """

    signature: bytes
    bands: tuple[int, ...]


def text_print(pages: Sequence[str]) -> TextPrint | None:
    """Take the print of a text; None when it is too short to be anybody's copy."""
    words = _WORD.findall("\n".join(pages).lower())
    if len(words) < LEAST_WORDS:
        return None
    runs = {" ".join(words[at : at + RUN]).encode() for at in range(len(words) - RUN + 1)}
    minhash = MinHash(num_perm=PERMUTATIONS)
    minhash.update_batch(sorted(runs))
    values = minhash.hashvalues.astype(np.uint64)
    grouped = values.reshape(-1, ROWS_OF_A_BAND)
    # Mixed by a fixed odd factor a row; equal rows give equal numbers on every machine.
    factors = np.array(
        [0x9E3779B97F4A7C15 * (2 * row + 1) % 2**64 for row in range(ROWS_OF_A_BAND)]
    )
    mixed = (grouped * factors.astype(np.uint64)).sum(axis=1, dtype=np.uint64)
    mixed ^= np.arange(len(mixed), dtype=np.uint64)
    return TextPrint(
        values.astype(">u4").tobytes(), tuple(int(band) for band in mixed.view(np.int64))
    )


def alike(one: bytes, other: bytes) -> float:
    """The estimated share of common runs of words, from two signatures (Jaccard, 0 to 1)."""
    first, second = np.frombuffer(one, ">u4"), np.frombuffer(other, ">u4")
    return float((first == second).mean())


def picture_print(picture: Image.Image) -> bytes | None:
    """Hash a picture and windows within it, 18 bytes each, itself first; None for no photograph.

    What is small, flat, or mostly one tone (a logo, a scanned page of text) is no photograph.
    """
    if min(picture.size) < LEAST_SIDE:
        return None
    picture.draft("L", (_SIDE, _SIDE))
    grey = picture.convert("L")
    if not is_photograph(grey):
        return None
    grey.thumbnail((_SIDE, _SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return b"".join(_hash(window) for window in _windows(grey))


def _windows(grey: Image.Image) -> list[Image.Image]:
    """The picture, then each smaller window at its corners, edges and middle."""
    width, height = grey.size
    found = [grey]
    for across in KEPT:
        for down in KEPT:
            if across == down == 1.0:
                continue
            for left in (0.0, 0.5, 1.0) if across < 1.0 else (0.0,):
                for top in (0.0, 0.5, 1.0) if down < 1.0 else (0.0,):
                    x = int((1.0 - across) * width * left)
                    y = int((1.0 - down) * height * top)
                    box = (x, y, x + int(across * width), y + int(down * height))
                    found.append(grey.crop(box))
    return found


def _hash(window: Image.Image) -> bytes:
    found = imagehash.phash(window, hash_size=HASH_SIDE, highfreq_factor=3)
    return np.packbits(found.hash.ravel()).tobytes()


def differing(one: bytes, others: Sequence[bytes]) -> list[int]:
    """How many of 144 bits differ between a picture and each of others, at their nearest.

    One picture's whole is held against the other's whole and windows, both ways round: either may
    be the cropped one.
    """
    if not others:
        return []
    size = HASH_SIDE * HASH_SIDE // 8
    mine = np.frombuffer(one, np.uint8).reshape(-1, size)
    theirs = np.stack([np.frombuffer(other, np.uint8).reshape(-1, size) for other in others])
    nearest = np.minimum(
        _bits(theirs ^ mine[0]).min(axis=1), _bits(theirs[:, :1] ^ mine[None, :]).min(axis=1)
    )
    return [int(bits) for bits in nearest]


_SET_BITS = np.array([number.bit_count() for number in range(256)], dtype=np.uint8)


def _bits(rows: np.ndarray) -> np.ndarray:
    """How many bits are set in each row of bytes."""
    counted: np.ndarray = _SET_BITS[rows].sum(axis=-1)
    return counted
