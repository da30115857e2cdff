"""Figures strewn over a cloth: flowers, leaves, paisley drops, scrolls, dots, brush strokes."""

import math

import numpy as np
from PIL import Image, ImageDraw

from .noise import Rng, between, chance, field, mix, pick, rgb8

Colours = list[np.ndarray]
Ink = ImageDraw.ImageDraw


def turned(points: np.ndarray, angle: float, at: tuple[float, float]) -> list[float]:
    """Points [n, 2] turned by an angle in radians and moved, as the flat list x, y, x, y ... that PIL takes."""
    c, s = math.cos(angle), math.sin(angle)
    return (points @ np.array(((c, s), (-s, c))) + at).ravel().tolist()


_T = np.linspace(0, 2 * np.pi, 13)[:-1]
_CIRCLE = np.stack([np.cos(_T), np.sin(_T)], 1)


def ellipse(ink: Ink, at, rx: float, ry: float, angle: float, fill, outline=None) -> None:
    """A filled ellipse turned by `angle`."""
    ink.polygon(turned(_CIRCLE * np.array((rx, ry)), angle, at), fill=fill, outline=outline)


def flower(ink: Ink, rng: Rng, at, r: float, petal, heart, outline=None, petals: int = 5) -> None:
    """Petals around a heart."""
    turn = between(rng, 0, 7)
    width = r * between(rng, 0.28, 0.5)
    for k in range(petals):
        a = turn + 2 * math.pi * k / petals
        ellipse(
            ink, (at[0] + math.cos(a) * r * 0.55, at[1] + math.sin(a) * r * 0.55), r * 0.5, width, a, petal, outline
        )
    ellipse(ink, at, r * 0.24, r * 0.24, 0, heart)


def rose(ink: Ink, rng: Rng, at, r: float, petal, heart) -> None:
    """A full flower of shells within each other, light and dark in turn."""
    for k, share in enumerate((1, 0.8, 0.62, 0.42, 0.24)):
        tone = np.asarray(petal, float) * (1 - 0.16 * (k % 2)) + np.asarray(heart, float) * 0.16 * (k % 2)
        shift = r * 0.12 * rng.normal(0, 1, 2)
        ellipse(ink, (at[0] + shift[0], at[1] + shift[1]), r * share, r * share * 0.85, between(rng, 0, 6), rgb8(tone))


def dotted_flower(ink: Ink, rng: Rng, at, r: float, petal) -> None:
    """A flower drawn with dots along its petals, like beads or studs."""
    petals = int(rng.integers(5, 8))
    for k in range(petals):
        a = 2 * math.pi * k / petals
        for t in _T:
            u, v = 0.55 + 0.42 * math.cos(t), 0.26 * math.sin(t)
            x = at[0] + r * (u * math.cos(a) - v * math.sin(a))
            y = at[1] + r * (u * math.sin(a) + v * math.cos(a))
            ink.rectangle((x, y, x + 1, y + 1), fill=petal)
    ink.ellipse((at[0] - r * 0.12, at[1] - r * 0.12, at[0] + r * 0.12, at[1] + r * 0.12), fill=petal)


def leaf(ink: Ink, rng: Rng, at, r: float, green) -> None:
    """A leaf on a short stem."""
    a = between(rng, 0, 7)
    end = (at[0] + math.cos(a) * r * 1.8, at[1] + math.sin(a) * r * 1.8)
    ink.line((*at, *end), fill=green, width=max(1, round(r * 0.12)))
    ellipse(ink, end, r * 0.62, r * 0.26, a + between(rng, -0.4, 0.4), green)


def places(rng: Rng, side: int, gap: float) -> list[tuple[float, float]]:
    """Points about `gap` pixels apart, jittered or in staggered rows."""
    n = max(2, round(side / gap))
    step = side / n
    loose = between(rng, 0.05, 0.5)
    shift = 0.5 if chance(rng, 0.7) else 0
    points = [(x + shift * (y % 2), y) for y in range(n + 1) for x in range(n + 1)]
    rng.shuffle(points)
    return [((x + rng.normal(0, loose * 0.5)) * step, (y + rng.normal(0, loose * 0.5)) * step) for x, y in points]


def scatter(rng: Rng, tex: np.ndarray, colours: Colours, kind: str, r: float) -> np.ndarray:
    """`dots`, `flower`, `outline` or `beads` of radius about r pixels strewn over a texture."""
    image = Image.fromarray(tex.clip(0, 255).astype(np.uint8))
    ink = ImageDraw.Draw(image)
    for at in places(rng, tex.shape[0], r * between(rng, 2.4, 3.6)):
        colour = rgb8(colours[int(rng.integers(len(colours)))])
        size = r * between(rng, 0.6, 1.2)
        if kind == "dots":
            ink.ellipse((at[0] - size, at[1] - size, at[0] + size, at[1] + size), fill=colour)
        elif kind == "flower":
            flower(ink, rng, at, size, colour, colour)
        elif kind == "beads":
            dotted_flower(ink, rng, at, size, colour)
        else:
            flower(ink, rng, at, size, None, None, colour)
    return np.asarray(image, np.float32)


GREENS = [
    np.array(c, np.float32) for c in ((60, 110, 60), (34, 74, 44), (120, 150, 80), (150, 180, 140), (70, 120, 110))
]


def border(rng: Rng, tex: np.ndarray, colours: Colours) -> np.ndarray:
    """A ground that runs from one colour into others from top to bottom."""
    y = np.linspace(0, 1, tex.shape[0])
    stops = [tex[0, 0], *colours]
    line = np.stack([np.interp(y, np.linspace(0, 1, len(stops)), [c[k] for c in stops]) for k in range(3)], -1)
    return np.repeat(line[:, None], tex.shape[1], 1).astype(np.float32)


def floral(rng: Rng, tex: np.ndarray, colours: Colours) -> np.ndarray:
    """Flowers from tiny to large, filled, in lines, of beads, roses or painted, with leaves, on a texture's ground."""
    style = pick(rng, {"petals": 6, "roses": 3, "outline": 1, "beads": 1, "daisy": 2, "rows": 0.8})
    side = tex.shape[0]
    r = between(rng, 4, 9) if chance(rng, 0.4) else between(rng, 8, 24)
    if style == "beads":
        small = scatter(rng, tex, colours[:1], "dots", 0.9)
        return scatter(rng, small, colours[:1], "beads", max(r, 10))
    if chance(rng, 0.12):
        tex = border(rng, tex, colours)
    image = Image.fromarray(tex.clip(0, 255).astype(np.uint8))
    ink = ImageDraw.Draw(image)
    greens = [rgb8(g) for g in GREENS] if chance(rng, 0.75) else [rgb8(c) for c in colours]
    spots = places(rng, side, r * (between(rng, 1.6, 2.6) if chance(rng, 0.7) else between(rng, 2.6, 4.5)))
    if style == "rows":
        pitch = r * between(rng, 3, 5)
        spots = [(round(x / pitch) * pitch + rng.normal(0, r * 0.25), y) for x, y in places(rng, side, r * 1.6)]
    tones = [rgb8(c * between(rng, 0.85, 1.1)) for c in colours for _ in range(2)]
    leaves = between(rng, 0, 2.2)
    for at in spots:
        for _ in range(int(rng.poisson(leaves))):
            leaf(ink, rng, at, r * between(rng, 0.5, 1), greens[int(rng.integers(len(greens)))])
    edge = rgb8(colours[0] * 0.4) if chance(rng, 0.35) else None
    for at in spots:
        tone, heart = tones[int(rng.integers(len(tones)))], tones[int(rng.integers(len(tones)))]
        size = r * between(rng, 0.5, 1.15)
        if style == "roses":
            rose(ink, rng, at, size * 0.9, tone, heart)
        elif style == "outline":
            flower(ink, rng, at, size, None, heart, tone, int(rng.integers(5, 8)))
        else:
            heart = (240, 200, 60) if style == "daisy" or chance(rng, 0.4) else heart
            flower(ink, rng, at, size, tone, heart, edge, int(rng.integers(7, 10)) if style == "daisy" else 5)
    return np.asarray(image, np.float32)


def drop(r: float) -> np.ndarray:
    """Outline [n, 2] of a paisley drop with a bent tip, of length about 2 r."""
    t = np.linspace(0, 2 * np.pi, 24)
    width = np.sin(t) * (0.55 + 0.45 * np.cos(t)) * 0.8
    x = np.cos(t)
    bend = 0.45 * np.clip(-x, 0, 1) ** 2
    return np.stack([x, width - bend], 1) * r


def scroll(ink: Ink, rng: Rng, at, r: float, colour, width: int) -> None:
    """A spiral tendril with dots along it."""
    turns, a0, way = between(rng, 1, 1.8), between(rng, 0, 7), 1 if chance(rng, 0.5) else -1
    t = np.linspace(0.1, 1, 18)
    a = a0 + way * t * turns * 2 * np.pi
    points = [(at[0] + r * k * math.cos(b), at[1] + r * k * math.sin(b)) for k, b in zip(t, a)]
    ink.line(points, fill=colour, width=width)
    for x, y in points[8::2]:
        ink.ellipse((x - width, y - width, x + width, y + width), fill=colour)


def paisley(rng: Rng, tex: np.ndarray, colours: Colours) -> np.ndarray:
    """Drops within drops, rosettes and scrolls, strewn or mirrored into an ornament."""
    side = tex.shape[0]
    image = Image.fromarray(tex.clip(0, 255).astype(np.uint8))
    ink = ImageDraw.Draw(image)
    r = between(rng, 9, 26)
    dense = chance(rng, 0.6)
    tones = [rgb8(c) for c in colours]
    for at in places(rng, side, r * (between(rng, 1.3, 1.9) if dense else between(rng, 2, 3))):
        kind = pick(rng, {"drop": 5, "scroll": 3, "rosette": 2})
        size = r * between(rng, 0.6, 1.2)
        if kind == "drop":
            a = between(rng, 0, 7)
            for k, share in enumerate((1, 0.78, 0.55, 0.3)):
                ink.polygon(turned(drop(size * share), a, at), fill=tones[(k + int(at[0])) % len(tones)])
            if chance(rng, 0.6):
                for x, y in np.reshape(turned(drop(size * 1.2), a, at), (-1, 2)).tolist():
                    ink.ellipse((x - 1, y - 1, x + 1, y + 1), fill=tones[0])
        elif kind == "scroll":
            scroll(ink, rng, at, size * 1.3, tones[int(rng.integers(len(tones)))], int(rng.integers(1, 3)))
        else:
            for k, share in enumerate((0.8, 0.55, 0.25)):
                flower(ink, rng, at, size * share, tones[k % len(tones)], tones[(k + 1) % len(tones)], None, 8)
    out = np.asarray(image, np.float32)
    if chance(rng, 0.45):
        half = out[:, : side // 2]
        out = np.concatenate([half, half[:, ::-1]], 1)
    return out


def strokes(rng: Rng, tex: np.ndarray, colours: Colours) -> np.ndarray:
    """Broad brush strokes and blots across each other."""
    side = tex.shape[0]
    image = Image.fromarray(tex.clip(0, 255).astype(np.uint8))
    ink = ImageDraw.Draw(image)
    size = between(rng, 10, 40)
    lean = between(rng, 0, 3.2)
    for _ in range(int(2.6 * (side / size) ** 2 / 2)):
        colour = rgb8(colours[int(rng.integers(len(colours)))])
        at = (between(rng, 0, side), between(rng, 0, side))
        n = int(rng.integers(4, 9))
        a = np.sort(rng.uniform(0, 2 * np.pi, n))
        shape = np.stack([np.cos(a) * rng.uniform(0.6, 1.3, n), np.sin(a) * rng.uniform(0.15, 0.6, n)], 1) * size
        ink.polygon(turned(shape, lean + rng.normal(0, 0.5), at), fill=colour)
    out = np.asarray(image, np.float32)
    if chance(rng, 0.3):
        spots = field(rng, (side, side), (side / 9, side / 9)) > 1.2
        out = mix(out, colours[-1] * 0.3, spots)
    return out
