"""Draws how a garment closes: an open front, buttons, a zip, a wrapped front, laces."""

import numpy as np

from .noise import Rng, between, chance
from .sketch import Sketch, bend, pts, smooth
from .spec import Spec
from .trims import METAL


def gap(sk: Sketch, s: Spec, b, rng: Rng, inner) -> None:
    """An open front: the inside of the back between the two edges."""
    w, lean = between(rng, 1, 5), between(rng, -1, 4)
    hem = b.hem[1] + 3
    sk.plain(
        smooth([(-b.neck * 0.9, 1.5), (-w, b.depth), (-w - lean, hem)]).tolist()
        + [[w + lean, hem]]
        + smooth([(w + lean, hem), (w, b.depth), (b.neck * 0.9, 1.5)]).tolist(),
        inner,
        tone=between(rng, 0.6, 0.8),
        lift=0,
    )
    sk.layers[-1].points = np.asarray(sk.layers[-1].points)


def closing(sk: Sketch, s: Spec, b, rng: Rng, trim) -> None:
    """Buttons, a zip, a wrapped front or laces."""
    top, hem = b.depth, b.hem[1]
    button = {0: s.inks[0] * 0.4, 1: np.array([240.0, 236, 225]), 2: np.array([70.0, 48, 36]), 3: METAL, 4: trim}[
        int(rng.integers(5))
    ]
    seam = s.inks[0] * 0.42 if s.inks[0].mean() > 45 else s.inks[0] + 34
    if s.closure in ("buttons", "double-breasted"):
        if s.category == "jumpsuit":
            hem = b.waist[1] + 8
        polo = s.category == "t-shirt"
        end = (
            top + between(rng, 8, 14)
            if polo
            else hem - (2 if s.category not in ("coat", "blazer") else (hem - top) * between(rng, 0.2, 0.45))
        )
        if s.category in ("dress", "camisole", "blouse") and chance(rng, 0.4):
            end = top + (hem - top) * between(rng, 0.3, 0.6)
        x = between(rng, 1.2, 2.2)
        edge = hem + 1 if not polo else end
        for side in (x, -x) if s.category in ("shirt", "camisole", "dress", "t-shirt") else (x,):
            sk.line(pts((side, top + (0.5 if not polo else 0)), (side, edge)), seam, 0.25, 0.5)
        n = (
            int(rng.integers(2, 4))
            if polo or s.category == "blazer"
            else int(np.clip((end - top) / between(rng, 6, 11), 2, 9))
        )
        r = (
            between(rng, 0.55, 0.85)
            if s.category in ("shirt", "t-shirt", "dress", "blouse")
            else between(rng, 0.8, 1.7)
        )
        shift = 0.0 if s.closure == "buttons" else between(rng, 4.5, 7)
        for y in np.linspace(top + 2, end, n):
            for at in (0.0,) if not shift else (shift, -shift):
                sk.disc((at, y), r, button)
    elif s.closure == "zip":
        lean = between(rng, 4, 9) if s.material == "leather" and s.neckline == "lapel" else rng.normal(0, 0.3)
        line = pts((lean * 0.4, max(top - 2, 0)), (-lean * 0.6, hem))
        sk.line(line, s.inks[0] * 0.35, 1.6, 0.55)
        sk.line(line, METAL * between(rng, 0.5, 1.2) if chance(rng, 0.7) else trim, 0.6, 0.9)
    elif s.closure == "wrap":
        waist, w = min(b.waist[1], hem - 3), b.waist[0]
        flap = bend((b.neck * 0.9, 0.5), (b.neck * 0.1, top * 0.9), (-w * 0.92, waist))
        sk.line(flap[3:], seam, 0.5, 0.65)
        for k in range(4):
            sk.line(
                bend((b.armpit[0] * 0.7, b.armpit[1] + 2 * k), (0, waist * 0.8 + k), (-w * 0.9, waist + k)),
                seam,
                0.3,
                0.2,
            )
        if hem > waist + 10:
            sk.line(bend((-w * 0.9, waist), (0, waist + 10), (w * between(rng, 0.0, 0.6), hem)), seam, 0.4, 0.5)
    elif s.closure == "lace-up" and s.category != "jumpsuit":
        end = top + between(rng, 6, 12)
        sk.cloth(pts((-1, top - 1), (1, top - 1), (0.2, end)), tone=0.5, lift=0)
        for hand in (1, -1):
            sk.line(
                smooth([(0, top + 1), (2.2 * hand, top + 6), (1.6 * hand, top + between(rng, 11, 20))]),
                s.inks[0] * 0.7,
                0.5,
                0.95,
            )
