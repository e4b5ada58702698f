"""How well a pictured page can be read: sharpness, light and ink, measured on its pixels.

Bounds and how they were found: ``docs/reading.md``.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Pixels = npt.NDArray[np.float64]

# Measured at this resolution, so that a bound means the same for every page.
MEASURED_DPI = 100
_TILE = 32
# A tile of paper tells nothing of the sharpness of letters.
_INKED = 18.0
LEAST_SHARPNESS = 0.35
LEAST_PHOTO_SHARPNESS = 0.08
LEAST_RESOLUTION = 110
LEAST_PHOTO_SIDE = 700
MOST_DARKNESS = 0.60
LEAST_CONTRAST = 0.25
LEAST_CONFIDENCE = 0.60
# Below so much ink a page is empty.
LEAST_INK = 0.0004


@dataclass(frozen=True, slots=True)
class Clarity:
    """The measures of a page.

    ``sharpness``: variance of the Laplacian over the variance of grey, at inked places (0 is fog,
    about 1 is print). ``darkness``: how far the lightest fifth is from white; ``contrast``: from
    the darkest to the lightest hundredth; ``ink``: the share of dark pixels. All from 0 to 1.
    """

    sharpness: float
    darkness: float
    contrast: float
    ink: float


def measure(grey: Image.Image) -> Clarity:
    """Measure a grey picture of about ``MEASURED_DPI``."""
    # The grain of a sensor is no sharpness.
    pixels = np.asarray(grey.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float64)
    if min(pixels.shape) < 2 * _TILE:
        pixels = np.pad(pixels, 2 * _TILE, mode="edge")
    low, light, high = (float(found) for found in np.percentile(pixels, (1, 80, 99)))
    return Clarity(
        sharpness=_sharpness(pixels),
        darkness=1 - light / 255,
        contrast=(high - low) / 255,
        ink=float((pixels < high - max(20.0, (high - low) * 0.45)).mean()),
    )


def _sharpness(pixels: Pixels) -> float:
    laplacian = (
        pixels[:-2, 1:-1]
        + pixels[2:, 1:-1]
        + pixels[1:-1, :-2]
        + pixels[1:-1, 2:]
        - 4 * pixels[1:-1, 1:-1]
    )
    edges, greys = _tile_variances(laplacian), _tile_variances(pixels[1:-1, 1:-1])
    inked = greys > _INKED**2
    if not inked.any():
        return 1.0
    return float(np.percentile(edges[inked] / greys[inked], 75))


def _tile_variances(pixels: Pixels) -> Pixels:
    tall, wide = (side // _TILE for side in pixels.shape)
    tiles = pixels[: tall * _TILE, : wide * _TILE].reshape(tall, _TILE, wide, _TILE)
    variances: Pixels = tiles.var(axis=(1, 3))
    return variances


def is_photograph(grey: Image.Image) -> bool:
    """Tell a photograph from paper: a logo, a blank page, a scanned page of text."""
    small = grey.resize((128, 128), Image.Resampling.BILINEAR)
    counts = np.bincount(np.asarray(small).ravel(), minlength=256)
    # The share of the commonest tone and its neighbours: paper around letters fills most of a page.
    around = np.convolve(counts, np.ones(25, dtype=int), "same").max() / counts.sum()
    return bool(around < 0.62 and (counts > 0).sum() > 64)


def flaws(
    clarity: Clarity, *, resolution: int | None, confidence: float | None, photo: bool, side: int
) -> list[str]:
    """Name what hinders reading, worst first; an empty list for a page that is clear.

    ``confidence`` is None where no words were found; ``side`` is the longer one in pixels. A
    ``photo`` need not hold words.
    """
    if clarity.ink < LEAST_INK and not photo:
        return []
    found = []
    if clarity.darkness > MOST_DARKNESS:
        found.append("dark")
    elif clarity.contrast < LEAST_CONTRAST:
        found.append("faint")
    if clarity.sharpness < (LEAST_PHOTO_SHARPNESS if photo else LEAST_SHARPNESS):
        found.append("blurred")
    coarse = side < LEAST_PHOTO_SIDE if photo else (resolution or 1_000) < LEAST_RESOLUTION
    if coarse:
        found.append("coarse")
    if not photo and (confidence is None or confidence < LEAST_CONFIDENCE):
        found.append("illegible")
    return found
