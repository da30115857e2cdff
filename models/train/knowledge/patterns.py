"""Cloth as a picture: stripes, checks, dots, animals and the rest, each a texture [SIDE, SIDE, 3] of samples 0..255."""

import numpy as np

from . import motifs
from .noise import Rng, between, chance, field, mix, pick

SIDE = 272
"""Side of a texture in pixels of the canvas that garments are drawn on."""

Colours = list[np.ndarray]


def solid(colour: np.ndarray) -> np.ndarray:
    """A texture of one colour."""
    return np.broadcast_to(np.asarray(colour, np.float32), (SIDE, SIDE, 3)).copy()


def bands(rng: Rng, colours: Colours) -> np.ndarray:
    """Colour per position [SIDE, 3] along the normal of a striped cloth."""
    style = pick(rng, {"even": 4, "thin": 4, "many": 2, "pin": 2, "wide": 1})
    ground, *others = colours
    if style == "even":
        widths = [w := between(rng, 3, 16), w * between(rng, 0.8, 1.25)]
    elif style == "thin":
        thin = between(rng, 2, 5)
        widths = [thin * between(rng, 1.6, 4), thin]
    elif style == "pin":
        widths = [between(rng, 6, 18), between(rng, 1, 2)]
    elif style == "wide":
        widths = [between(rng, 16, 34), between(rng, 12, 34)]
    else:
        widths = [between(rng, 3, 18) for _ in range(int(rng.integers(3, 8)))]
    cycle = [ground]
    for k in range(1, len(widths)):
        cycle.append(others[(k - 1) % len(others)] if k % 2 or len(others) > 1 else ground)
    line = np.concatenate([np.tile(c, (max(1, round(w)), 1)) for c, w in zip(cycle, widths)])
    return np.tile(line, (SIDE // len(line) + 2, 1))[int(rng.integers(len(line))) :][:SIDE].astype(np.float32)


def stripe(rng: Rng, colours: Colours, upright: bool) -> np.ndarray:
    """Stripes across (`upright` False) or along the garment."""
    line = bands(rng, colours)
    tex = np.repeat(line[:, None], SIDE, 1)
    if chance(rng, 0.15):
        ornament = motifs.scatter(rng, solid(colours[0]) * 0, colours[1:] or colours, "dots", between(rng, 2, 4))
        lit = ornament.sum(-1, keepdims=True) > 0
        tex = np.where(lit, mix(tex, np.broadcast_to(colours[0], tex.shape), 0.7), tex)
    return np.ascontiguousarray(tex.swapaxes(0, 1)) if upright else tex


def check(rng: Rng, colours: Colours) -> np.ndarray:
    """Gingham, tartan, windowpane or houndstooth."""
    style = pick(rng, {"gingham": 3, "tartan": 4, "window": 2, "tooth": 1})
    a, b = colours[0], colours[1]
    yy, xx = np.mgrid[0:SIDE, 0:SIDE]
    if style == "gingham":
        p = int(rng.integers(5, 24))
        t = ((xx // p) % 2 + (yy // p) % 2) / 2
        return mix(a, b, t)
    if style == "window":
        p, w = int(rng.integers(14, 40)), int(rng.integers(1, 3))
        return mix(a, b, ((xx % p < w) | (yy % p < w)) * between(rng, 0.6, 1))
    if style == "tooth":
        p = int(rng.integers(8, 20))
        twill = (xx + yy) // max(1, p // 4) % 2
        return mix(a, b, np.where((xx // p % 2) ^ (yy // p % 2), twill, (xx // p % 2) & (yy // p % 2)))
    warp = bands(rng, colours)
    weft = warp if chance(rng, 0.75) else bands(rng, colours)
    return mix(np.repeat(warp[None], SIDE, 0), np.repeat(weft[:, None], SIDE, 1), 0.5)


def animal(rng: Rng, colours: Colours) -> np.ndarray:
    """Leopard rosettes, zebra or snake on the first colour."""
    style = pick(rng, {"leopard": 4, "zebra": 2, "snake": 1})
    ground, dark = colours[0], colours[1]
    if style == "leopard":
        n = between(rng, 14, 34)
        f = field(rng, (SIDE, SIDE), (n, n))
        tex = mix(solid(ground), np.asarray(ground) * 0.7, np.clip(f - 0.9, 0, 1))
        ring = np.abs(f - 0.75) < between(rng, 0.28, 0.42)
        gaps = field(rng, (SIDE, SIDE), (n * 1.5, n * 1.5)) > -0.7
        return mix(tex, dark, ring & gaps)
    if style == "zebra":
        n = between(rng, 10, 22)
        yy = np.arange(SIDE)[:, None] / SIDE
        wave = np.sin(2 * np.pi * n * yy + 2.6 * field(rng, (SIDE, SIDE), (4, 6)))
        return mix(solid(ground), dark, wave > between(rng, -0.2, 0.3))
    p = int(rng.integers(7, 14))
    yy, xx = np.mgrid[0:SIDE, 0:SIDE]
    cell = np.abs((xx + (yy // p % 2) * p / 2) % p / p - 0.5) + np.abs(yy % p / p - 0.5)
    shade = np.clip(0.5 + 0.4 * field(rng, (SIDE, SIDE), (8, 8)), 0, 1)
    return mix(mix(ground, dark, shade), np.asarray(dark) * 0.6, cell > 0.55)


def layers(rng: Rng, colours: Colours, cells: tuple[float, float], octaves: int = 2) -> np.ndarray:
    """Blobs of every colour upon another."""
    tex = solid(colours[0])
    for c in colours[1:]:
        tex = mix(tex, c, field(rng, (SIDE, SIDE), cells, octaves) > between(rng, 0.0, 0.7))
    return tex


def abstract(rng: Rng, colours: Colours) -> np.ndarray:
    """Blots, brush strokes, tie-dye, marble or a gradient."""
    style = pick(rng, {"blots": 3, "strokes": 4, "tie": 2, "marble": 2, "gradient": 1})
    if style == "blots":
        n = between(rng, 4, 12)
        return layers(rng, colours, (n, n * between(rng, 0.6, 1.6)), 2)
    if style == "strokes":
        return motifs.strokes(rng, solid(colours[0]), colours[1:])
    yy, xx = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    if style == "tie":
        cx, cy = between(rng, 0.2, 0.8), between(rng, 0.2, 0.8)
        r = np.hypot(xx - cx, yy - cy) + 0.06 * field(rng, (SIDE, SIDE), (10, 10), 2)
        t = 0.5 + 0.5 * np.sin(2 * np.pi * r * between(rng, 3, 8) + np.arctan2(yy - cy, xx - cx) * rng.integers(0, 4))
    elif style == "marble":
        t = 0.5 + 0.5 * np.sin(6 * xx + 5 * field(rng, (SIDE, SIDE), (4, 4), 3))
    else:
        t = np.clip(yy * 1.6 - 0.3 + 0.05 * field(rng, (SIDE, SIDE), (4, 4), 2), 0, 1)
    stops = np.linspace(0, 1, len(colours))
    flat = [np.interp(t, stops, [c[k] for c in colours]) for k in range(3)]
    return np.stack(flat, -1).astype(np.float32)


def geometric(rng: Rng, colours: Colours) -> np.ndarray:
    """Chevrons, diamonds, hexagons, triangles or ornamented bands."""
    style = pick(rng, {"zigzag": 2, "diamond": 2, "triangle": 2, "aztec": 4, "rings": 2})
    yy, xx = np.mgrid[0:SIDE, 0:SIDE]
    p = int(rng.integers(10, 36))
    tri = np.abs((xx % p) - p / 2)
    if style == "zigzag":
        k = ((yy + tri * between(rng, 0.6, 1.4)) // max(3, p // 3)).astype(int) % len(colours)
    elif style == "diamond":
        k = ((tri + np.abs(yy % p - p / 2)) // max(2, p / 2 / len(colours))).astype(int) % len(colours)
    elif style == "triangle":
        k = (((xx % p) + (yy % p) > p) + (xx // p) * 3 + (yy // p) * 5).astype(int) % len(colours)
    elif style == "rings":
        r = np.hypot(xx % p - p / 2, (yy + (xx // p % 2) * p // 2) % p - p / 2)
        k = (r // max(2, p / 6)).astype(int) % len(colours)
    else:
        return aztec(rng, colours)
    return np.asarray(colours, np.float32)[k]


def aztec(rng: Rng, colours: Colours) -> np.ndarray:
    """Bands of small repeated figures, every band with a ground and a figure of its own."""
    tex = np.empty((SIDE, SIDE, 3), np.float32)
    xx = np.arange(SIDE)[None]
    y = 0
    while y < SIDE:
        h = int(rng.integers(4, 26))
        ground, figure = (colours[i] for i in rng.choice(len(colours), 2, replace=False))
        p = max(4, int(h * between(rng, 0.6, 1.6)))
        dy = np.abs(np.arange(h)[:, None] / h - 0.5) * 2
        dx = np.abs((xx % p) / p - 0.5) * 2
        level = {0: dx + dy, 1: np.maximum(dx, dy), 2: dx * 1.5 - dy + 0.5, 3: np.hypot(dx, dy)}[int(rng.integers(4))]
        on = (level % 0.8 < 0.4) if h > 6 else np.zeros((h, SIDE), bool)
        tex[y : y + h] = mix(ground, figure, on)[: SIDE - y]
        y += h
    return tex


def lace(rng: Rng, colours: Colours) -> np.ndarray:
    """Openwork: flowers and bands of thread over a net that the second colour shows through."""
    thread, behind = colours[0], colours[1]
    yy, xx = np.mgrid[0:SIDE, 0:SIDE]
    p = int(rng.integers(3, 6))
    net = ((xx + yy) % p == 0) | ((xx - yy) % p == 0)
    tex = mix(solid(behind), thread, np.where(net, 0.75, 0.3))
    tex = motifs.scatter(rng, tex, [thread], "outline" if chance(rng, 0.5) else "flower", between(rng, 6, 14))
    if chance(rng, 0.35):
        rows = (yy // int(rng.integers(10, 30))) % len(colours)
        tint = np.asarray(colours, np.float32)[rows]
        tex = mix(tex, tint * (0.35 + 0.65 * tex.mean(-1, keepdims=True) / max(1, tex.mean(-1).max())), 0.8)
    return tex


def denim(rng: Rng, colours: Colours) -> np.ndarray:
    """Twill with the unevenness of a wash; where it is worn is the garment's affair."""
    yy, xx = np.mgrid[0:SIDE, 0:SIDE]
    twill = ((xx + yy) % 3 == 0) * 0.5 + 0.3 * rng.normal(0, 1, (SIDE, SIDE))
    wash = field(rng, (SIDE, SIDE), (10, 30), 3) * between(rng, 0.1, 0.6) + twill
    pale = np.asarray(colours[0]) * 0.55 + 110
    return mix(solid(colours[0]), pale, np.clip(0.18 + 0.16 * wash, 0, 1))


def dots(rng: Rng, colours: Colours) -> np.ndarray:
    """Dots in a lattice or scattered, of one size or of several."""
    r = between(rng, 1.5, 9)
    if chance(rng, 0.25):
        return motifs.scatter(rng, solid(colours[0]), colours[1:], "dots", r)
    p = r * between(rng, 2.6, 5)
    yy, xx = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    shift = (yy // p % 2) * p / 2
    inside = np.hypot((xx + shift) % p - p / 2, yy % p - p / 2) < r
    which = ((xx + shift) // p + yy // p * 2).astype(int) % len(colours[1:])
    return np.where(inside[..., None], np.asarray(colours[1:], np.float32)[which], solid(colours[0]))


def camouflage(rng: Rng, colours: Colours) -> np.ndarray:
    """Large ragged blots of every colour."""
    n = between(rng, 5, 11)
    return layers(rng, colours, (n * 1.3, n * 0.8), 3)


def texture(rng: Rng, pattern: str, colours: Colours) -> np.ndarray:
    """The cloth of a pattern of the schema; `colours` sRGB 0..255, the ground first, at least as many as it needs."""
    if pattern.startswith("stripe"):
        return stripe(rng, colours, pattern == "stripe-vertical")
    if pattern in ("floral", "paisley"):
        return getattr(motifs, pattern)(rng, solid(colours[0]), colours[1:])
    makers = {"check": check, "dot": dots, "animal": animal, "geometric": geometric, "abstract": abstract}
    makers |= {"camouflage": camouflage, "lace": lace, "denim-wash": denim}
    return makers[pattern](rng, colours) if pattern in makers else solid(colours[0])
