"""Smooth noise and small helpers that textures, folds and outlines are made of."""

import numpy as np
from PIL import Image

Rng = np.random.Generator


def field(rng: Rng, size: tuple[int, int], cells: tuple[float, float], octaves: int = 1) -> np.ndarray:
    """Smooth noise [h, w] float32 of mean about 0 and deviation about 1, with cells = (rows, columns) bumps."""
    h, w = size
    out = np.zeros((h, w), np.float32)
    for k in range(octaves):
        rows, cols = (max(2, int(round(c * 2**k)) + 1) for c in cells)
        grid = Image.fromarray(rng.normal(0, 1, (rows, cols)).astype(np.float32))
        out += np.asarray(grid.resize((w, h), Image.BICUBIC)) * (1.35 / 2**k)
    return out


def chance(rng: Rng, p: float) -> bool:
    """True with probability p."""
    return bool(rng.random() < p)


def pick(rng: Rng, weights: dict):
    """A key of `weights`, as likely as its weight says."""
    keys = list(weights)
    w = np.array([weights[k] for k in keys], np.float64)
    return keys[int(rng.choice(len(keys), p=w / w.sum()))]


def between(rng: Rng, low: float, high: float) -> float:
    """A float, uniform in [low, high)."""
    return float(rng.uniform(low, high))


def rgb8(colour: np.ndarray) -> tuple[int, int, int]:
    """Colour 0..255 as the tuple that PIL draws with."""
    return tuple(int(v) for v in np.clip(np.round(colour), 0, 255))


def mix(a: np.ndarray, b: np.ndarray, t) -> np.ndarray:
    """a where t is 0, b where it is 1; t of shape [h, w] mixes colours into [h, w, 3]."""
    t = np.asarray(t, np.float32)
    if t.ndim == 2:
        t = t[..., None]
    return (a * (1 - t) + b * t).astype(np.float32)
