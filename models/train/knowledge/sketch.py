"""What a garment is drawn from: layers of outlines in centimetres (x to the right of its middle, y down from the neck)."""

from dataclasses import dataclass, field
from typing import Optional

import numpy as np
from PIL import Image

Points = np.ndarray


def pts(*points) -> Points:
    """Points as an array [n, 2]."""
    return np.array(points, np.float64)


def bend(a, via, b, n: int = 9) -> Points:
    """Quadratic curve from a to b drawn towards `via`."""
    t = np.linspace(0, 1, n)[:, None]
    return (1 - t) ** 2 * np.asarray(a) + 2 * t * (1 - t) * np.asarray(via) + t**2 * np.asarray(b)


def smooth(points, n: int = 6) -> Points:
    """Catmull-Rom curve through points, ends included."""
    p = np.asarray(points, np.float64)
    q = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.linspace(0, 1, n, endpoint=False)[:, None]
    parts = []
    for k in range(1, len(q) - 2):
        a, b, c, d = q[k - 1 : k + 3]
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*parts, p[-1:]])


def mirror(points: Points) -> Points:
    """The same outline on the other side, run the other way."""
    return (np.asarray(points) * (-1, 1))[::-1]


def offset(line: Points, by: float) -> Points:
    """A line moved sideways by a distance (to the left of its direction when y points down is positive)."""
    d = np.gradient(line, axis=0)
    d /= np.maximum(np.linalg.norm(d, axis=1, keepdims=True), 1e-9)
    return line + by * np.stack([d[:, 1], -d[:, 0]], 1)


def frill(line: Points, rng: np.random.Generator, depth: float, wave: float) -> Points:
    """A line with a wavy edge: `depth` cm out, one wave each `wave` cm."""
    lengths = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    s = np.linspace(0, lengths[-1], max(8, int(lengths[-1] / max(wave, 0.4) * 4)))
    fine = np.stack([np.interp(s, lengths, line[:, k]) for k in range(2)], 1)
    phase = np.cumsum(np.gradient(s) * 2 * np.pi / wave * rng.uniform(0.7, 1.3, len(s)))
    return offset(fine, 1.0) * 0 + fine + (offset(fine, 1.0) - fine) * (depth * np.sin(phase))[:, None]


@dataclass
class Layer:
    """One piece: `cloth` (textured), `plain` (one colour) or `line`."""

    kind: str
    points: Points
    texture: int = 0
    colour: Optional[np.ndarray] = None
    turn: float = 0.0
    """Angle in radians by which the cloth's grain leaves the vertical."""
    tone: float = 1.0
    lift: float = 0.2
    """Strength 0..1 of the shadow on what lies beneath."""
    folds: float = 1.0
    fan: Optional[tuple[float, float, float, float]] = None
    """y and half width at two heights between which folds spread."""
    width: float = 0.3
    alpha: float = 1.0
    print: Optional[tuple[Image.Image, tuple[float, float], float]] = None
    """A placed print: image, its centre and its width in cm."""
    pleats: float = 0.0
    """Number of pleats across; 0 for none."""


@dataclass
class Sketch:
    """Layers from the back to the front."""

    layers: list[Layer] = field(default_factory=list)
    narrowest: float = 0.93
    """Least share to which the width may be scaled."""

    def cloth(self, points: Points, **how) -> Layer:
        """Adds a piece of the garment's cloth."""
        self.layers.append(Layer("cloth", points, **how))
        return self.layers[-1]

    def plain(self, points: Points, colour, **how) -> None:
        """Adds a piece of one colour: trims, lining, buttons."""
        self.layers.append(Layer("plain", points, colour=np.asarray(colour, np.float32), **how))

    def line(self, points: Points, colour, width: float = 0.25, alpha: float = 0.6) -> None:
        """Adds a seam or stitching of a width in cm."""
        self.layers.append(Layer("line", points, colour=np.asarray(colour, np.float32), width=width, alpha=alpha))

    def disc(self, at, r: float, colour) -> None:
        """Adds a button or an eyelet."""
        t = np.linspace(0, 2 * np.pi, 9)[:-1]
        self.plain(np.stack([at[0] + r * np.cos(t), at[1] + r * np.sin(t)], 1), colour, lift=0.3, folds=0)
