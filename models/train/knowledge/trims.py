"""Draws what is sewn on: seams, cuffs, closings, pockets, belts, frills, tiers, prints on the body."""

import numpy as np

from . import prints
from .noise import Rng, between, chance, pick
from .sketch import Layer, Points, Sketch, bend, frill, mirror, offset, pts, smooth
from .spec import Spec

METAL = np.array([170.0, 168, 160])


def seam_colour(s: Spec) -> np.ndarray:
    """Colour of a seam: the cloth's own, darker; orange or white stitching on denim."""
    if s.material == "denim":
        return np.array([196.0, 140, 80]) if s.inks[0].mean() < 190 else s.inks[0] * 0.75
    return s.inks[0] * 0.45 if s.inks[0].mean() > 40 else s.inks[0] + 38


def rib(sk: Sketch, s: Spec, band: Points, tone: float = 0.9) -> None:
    """A ribbed band across the end of a sleeve or at the hem."""
    sk.cloth(band, tone=tone, lift=0.1, folds=0.2)
    low, high = band[: len(band) // 2], band[len(band) // 2 :][::-1]
    n = min(len(low), len(high))
    for t in np.linspace(0.08, 0.92, 10):
        k = t * (n - 1)
        i = int(k)
        j = min(i + 1, n - 1)
        a, b = low[i] + (low[j] - low[i]) * (k - i), high[i] + (high[j] - high[i]) * (k - i)
        sk.line(np.array([a, b]), s.inks[0] * 0.5, 0.25, 0.35)


def cuff(sk: Sketch, s: Spec, rng: Rng, end: Points, back: np.ndarray, hand: int, textures: int) -> None:
    """The end of a sleeve from `end` (outer, inner) towards `back`: ribbed, buttoned, gathered or a plain hem."""
    kind = (
        "rib"
        if s.material in ("knit", "fleece") or (s.category == "t-shirt" and chance(rng, 0.4))
        else "button"
        if s.category in ("shirt", "coat", "jacket")
        else pick(rng, {"hem": 2, "button": 1, "frill": 1})
    )
    deep = between(rng, 4, 7.5)
    quad = np.vstack([end, end[::-1] + back * deep]) * (hand, 1)
    if kind == "rib":
        rib(sk, s, quad)
    elif kind == "button":
        sk.cloth(quad, texture=textures, tone=0.97, lift=0.2, folds=0.3)
        sk.line(np.array([quad[3], quad[2]]), seam_colour(s), 0.25, 0.5)
    elif kind == "frill" and "ruffle" in s.detail:
        wave = frill(np.array([end[0] - back * 4, end[1] - back * 4]), rng, 0.7, 2.5)
        sk.cloth(np.vstack([wave, end[::-1]]) * (hand, 1), texture=textures, tone=0.95, folds=2)
        sk.line(end * (hand, 1), s.inks[0] * 0.4, 0.4, 0.5)
    else:
        sk.line((end + back * 2) * (hand, 1), seam_colour(s), 0.2, 0.4)


def across(right: Points, y: float) -> float:
    """Half width of the garment's right side at a height."""
    order = np.argsort(right[:, 1])
    return float(np.interp(y, right[order, 1], right[order, 0]))


def panel(right: Points, y0: float, y1: float) -> Points:
    """The part of a symmetric body between two heights."""
    ys = np.linspace(y0, y1, 6)
    edge = np.stack([[across(right, y) for y in ys], ys], 1)
    return np.vstack([edge, mirror(edge)])


def body(sk: Sketch, s: Spec, b, rng: Rng, layer: Layer, right: Points, left: Points, trim) -> None:
    """Print, colour blocks, hem band, waist, gathers, tiers, pleats, pockets and belt on the front."""
    hem, waist = b.hem[1], b.waist[1]
    dress = s.category == "dress"
    if "colour-block" in s.pattern:
        block(sk, s, b, rng, right)
    if "graphic" in s.pattern and len(s.inks) > 1:
        stamp(s, b, rng, sk.layers[-1] if "colour-block" in s.pattern and chance(rng, 0.5) else layer)
    if dress and "pleats" in s.detail:
        layer.fan, layer.pleats = (waist, b.waist[0], hem, b.hem[0]), float(rng.integers(9, 24))
        panel_shape = np.vstack([panel(right, waist, hem)])
        layer.pleats, pleats = 0.0, layer.pleats
        sk.cloth(panel_shape, fan=layer.fan, pleats=pleats, lift=0, folds=0.6)
    if (dress and (s.fit == "flared" or chance(rng, 0.3))) or (
        s.category == "blouse" and s.fit == "flared" and hem > waist + 8 and chance(rng, 0.4)
    ):
        w = across(right, waist)
        sk.line(bend((-w, waist), (0, waist + 1), (w, waist)), seam_colour(s), 0.3, 0.5)
        gathers(sk, s, rng, w, waist, min(hem, waist + between(rng, 8, 26)), 1.0)
    if "smocked" in s.detail:
        smock(sk, s, b, rng, right)
    if "tiered" in s.detail:
        tiers(sk, s, rng, right, waist + between(rng, 8, 18), hem)
    if "ruffle" in s.detail:
        ruffles(sk, s, b, rng, right)
    if (
        s.material in ("knit", "fleece")
        and s.category in ("sweater", "cardigan", "hoodie", "vest")
        and chance(rng, 0.85)
    ):
        deep = between(rng, 4, 8)
        bottom = bend((across(right, hem), hem), (0, hem + 2 * b.curve), (-across(right, hem), hem), 12)
        rib(sk, s, np.vstack([bottom, bottom[::-1] - (0, deep)]))
    elif s.category in ("t-shirt", "shirt", "blouse", "tank-top", "dress") and chance(rng, 0.6):
        w = across(right, hem - 2) * 0.98
        sk.line(bend((w, hem - 2), (0, hem - 2 + 2 * b.curve), (-w, hem - 2)), seam_colour(s), 0.2, 0.3)
    if "pockets" in s.detail:
        pockets(sk, s, b, rng, right)
    if "slit" in s.detail:
        x = across(right, hem) * between(rng, 0.2, 0.6) * (1 if chance(rng, 0.5) else -1)
        sk.cloth(pts((x - 2.5, hem + 2), (x * 0.92, hem - between(rng, 25, 45)), (x + 2.5, hem + 2)), tone=0.45, lift=0)
    if "belt" in s.detail and s.category != "jumpsuit":
        belt(sk, s, rng, across(right, waist), waist, trim)


def block(sk: Sketch, s: Spec, b, rng: Rng, right: Points) -> None:
    """Panels of the other colours: chest or hem bands, a half, a yoke; cloth textures 1 and up are plain colours."""
    hem = b.hem[1]
    kind = pick(rng, {"band": 4, "hem": 3, "half": 1, "yoke": 2, "thirds": 2})
    chest = b.armpit[1] + between(rng, -4, 6)
    most = max(1, len(s.inks) - 1)
    low = (hem - chest) * between(rng, 0.3, 0.6) + chest
    if kind == "thirds" or (kind == "band" and most > 1):
        sk.cloth(panel(right, chest, low), texture=2 if most > 1 else 1, lift=0)
        sk.cloth(panel(right, low, hem), texture=1, lift=0)
    elif kind == "band":
        sk.cloth(panel(right, chest, chest + between(rng, 6, 16)), texture=1, lift=0)
    elif kind == "hem":
        sk.cloth(panel(right, low, hem), texture=1, lift=0)
    elif kind == "half":
        edge = right[right[:, 1] >= b.armpit[1] - 1]
        sk.cloth(np.vstack([[(0.0, b.depth + 1)], [(b.shoulder - 1, b.drop)], edge, [(0.0, hem)]]), texture=1, lift=0)
    else:
        y = b.armpit[1] - between(rng, 2, 8)
        w = b.shoulder
        sk.cloth(
            pts(
                (b.neck + 1, 1),
                (w, b.drop),
                (w - 0.6, y),
                (-w + 0.6, y),
                (-w, b.drop),
                (-b.neck - 1, 1),
                (-b.neck * 0.6, b.depth * 0.8),
                (0, b.depth + 0.5),
                (b.neck * 0.6, b.depth * 0.8),
            ),
            texture=1,
            lift=0,
        )


def stamp(s: Spec, b, rng: Rng, layer: Layer) -> None:
    """A print in the middle of the chest or somewhere else on the front, small or large."""
    width = b.armpit[0] * pick(rng, {0.35: 2, 0.7: 2, 1.0: 4, 1.3: 4, 1.6: 2}) * between(rng, 0.85, 1.15)
    room = b.hem[1] - b.depth
    image = prints.placed(rng, max(24, int(min(width, 60) * 4)), s.inks[1:])
    tall = width * image.height / image.width
    if tall > room * 0.8:
        width *= room * 0.8 / tall
        tall = room * 0.8
    x = 0.0 if chance(rng, 0.85) else between(rng, -0.4, 0.4) * b.armpit[0]
    y = b.depth + between(rng, 2, 6) + tall / 2 if chance(rng, 0.7) else b.depth + between(rng, 0.3, 0.6) * room
    layer.print = (image, (x, y), width)


def gathers(sk: Sketch, s: Spec, rng: Rng, half: float, y0: float, y1: float, spread: float) -> None:
    """Short folds that fall from a seam."""
    for _ in range(int(half * between(rng, 0.5, 1.1))):
        x = between(rng, -half, half) * 0.96
        dark = chance(rng, 0.65)
        colour = s.inks[0] * 0.45 if dark else s.inks[0] * 0.5 + 127
        sk.line(
            smooth(
                [
                    (x, y0),
                    (x * 1.05 + rng.normal(0, 0.3), y0 + (y1 - y0) * 0.5),
                    (x * (1 + 0.15 * spread), y0 + (y1 - y0) * between(rng, 0.6, 1)),
                ]
            ),
            colour,
            0.3,
            0.28,
        )


def smock(sk: Sketch, s: Spec, b, rng: Rng, right: Points) -> None:
    """Rows of elastic stitching over the chest or at the waist."""
    y0 = max(b.depth + 1, b.armpit[1] - 8) if s.neckline in ("off-shoulder", "straps") else b.waist[1] - 5
    y1 = min(y0 + between(rng, 6, 18), b.hem[1] - 3)
    y = y0
    while y < y1:
        w = across(right, max(y, b.armpit[1])) * 0.97
        sk.line(frill(bend((-w, y), (0, y + 0.6), (w, y)), rng, 0.2, 1.6), s.inks[0] * 0.4, 0.25, 0.45)
        y += between(rng, 1.1, 1.9)
    gathers(sk, s, rng, across(right, y1), y1, min(b.hem[1], y1 + 14), 1)


def tiers(sk: Sketch, s: Spec, rng: Rng, right: Points, y0: float, hem: float) -> None:
    """Seams around a skirt from which further gathered widths fall."""
    n = int(rng.integers(2, 5))
    for k in range(n):
        y = y0 + (hem - y0) * k / n
        w = across(right, y)
        sk.line(bend((-w, y), (0, y + 2.5), (w, y)), s.inks[0] * 0.35, 0.45, 0.5)
        gathers(sk, s, rng, w, y, y + (hem - y0) / n * 0.7, 1)


def ruffles(sk: Sketch, s: Spec, b, rng: Rng, right: Points) -> None:
    """Frills at the hem, down the front, around the chest or as flounces on a skirt."""
    place = pick(
        rng,
        {
            "hem": 3,
            "front": 1.5 if s.category == "blouse" else 0.3,
            "chest": 1.5,
            "flounce": 1.5 if s.category in ("dress", "skirt") else 0,
        },
    )
    hem = b.hem[1]
    if place == "front":
        for hand in (1, -1):
            line = frill(pts((1.2, b.depth + 2), (1.8, hem * 0.75)), rng, 0.8, 4)
            sk.cloth(
                np.vstack([line + (2.6, 0), line[::-1] * (0, 1) + (0.4, 0)]) * (hand, 1), tone=1.02, lift=0.4, folds=2
            )
        return
    spots = []
    if place == "flounce":
        for _ in range(int(rng.integers(2, 6))):
            y = between(rng, b.waist[1] + 10, hem - 8)
            w = across(right, y)
            x0 = between(rng, -1, 0.2) * w
            spots.append((y, x0, x0 + w * between(rng, 0.6, 1.1), 9.0))
    else:
        y = hem - between(rng, 5, 10) if place == "hem" else max(b.depth + 1, b.armpit[1] - 6)
        w = across(right, max(y, b.armpit[1]))
        spots.append((y, -w, w, between(rng, 6, 12)))
    for y, x0, x1, deep in sorted(spots):
        low = frill(
            bend((x1 * 1.05, y + deep), ((x0 + x1) / 2, y + deep + 2), (x0 * 1.05, y + deep)),
            rng,
            between(rng, 0.6, 1.4),
            between(rng, 4, 7),
        )
        sk.cloth(
            np.vstack([bend((x0, y), ((x0 + x1) / 2, y + 1), (x1, y)), low]),
            tone=between(rng, 0.96, 1.05),
            lift=0.45,
            folds=2,
        )
        sk.line(bend((x0, y), ((x0 + x1) / 2, y + 1), (x1, y)), s.inks[0] * 0.4, 0.3, 0.4)


def pocket(sk: Sketch, s: Spec, box: tuple[float, float, float, float], rng: Rng, flap: bool) -> None:
    """A patch pocket with its corner at (x, y), of a width and a height; with a flap if wanted."""
    x, y, w, h = box
    shape = pts((x, y), (x + w, y), (x + w, y + h * 0.85), (x + w / 2, y + h), (x, y + h * 0.85))
    sk.cloth(shape, tone=between(rng, 0.95, 1.04), lift=0.25, folds=0.3)
    sk.line(np.vstack([shape, shape[:1]]), seam_colour(s), 0.22, 0.55)
    if flap:
        sk.cloth(
            pts(
                (x - 0.4, y - 0.5),
                (x + w + 0.4, y - 0.5),
                (x + w, y + h * 0.28),
                (x + w / 2, y + h * 0.38),
                (x, y + h * 0.28),
            ),
            tone=1.04,
            lift=0.4,
            folds=0.2,
        )


def pockets(sk: Sketch, s: Spec, b, rng: Rng, right: Points) -> None:
    """Chest pockets on shirts and denim, a kangaroo pocket on hoodies, welts and flaps on jackets and coats."""
    y = b.armpit[1] - between(rng, 1, 6)
    low = min(b.waist[1] + between(rng, 4, 12), b.hem[1] - 14)
    if s.category == "hoodie" and s.closure != "zip":
        w = across(right, low) * between(rng, 0.5, 0.65)
        top, end = b.hem[1] - between(rng, 24, 28), b.hem[1] - 8
        shape = pts((-w * 0.6, top), (w * 0.6, top), (w, top + 9), (w, end), (-w, end), (-w, top + 9))
        sk.cloth(shape, tone=1.0, lift=0.3, folds=0.5)
        sk.line(np.vstack([shape, shape[:1]]), s.inks[0] * 0.45, 0.3, 0.5)
    elif s.category in ("shirt", "t-shirt") or (
        s.category == "jacket" and s.material in ("denim", "woven", "corduroy")
    ):
        hands = (1, -1) if s.category == "jacket" or chance(rng, 0.4) else (1,)
        for hand in hands:
            x = b.armpit[0] * between(rng, 0.5, 0.56) * hand - 5
            pocket(sk, s, (x, y, 10.5, 12), rng, s.category == "jacket" or chance(rng, 0.3))
    if s.category in ("blazer", "coat", "jacket", "vest", "cardigan", "dress") and b.hem[1] > b.waist[1] + 10:
        kind = pick(rng, {"welt": 3, "flap": 2 if s.category != "cardigan" else 0, "patch": 2})
        for hand in (1, -1):
            x = across(right, low) * 0.58 * hand
            if kind == "welt":
                lean = hand * between(rng, 1, 5)
                sk.line(
                    pts((x - lean * 0.6, low), (x + lean * 0.8, low + between(rng, 9, 13))), s.inks[0] * 0.35, 0.7, 0.7
                )
            else:
                pocket(sk, s, (x - 7, low, 14, 4.5 if kind == "flap" else 16), rng, False)


def belt(sk: Sketch, s: Spec, rng: Rng, half: float, y: float, trim) -> None:
    """A belt with a buckle or a tied sash at a height, of the cloth or of another colour."""
    wide = between(rng, 2.2, 5)
    band = np.vstack(
        [
            bend((-half - 0.4, y - wide / 2), (0, y - wide / 2 + 1), (half + 0.4, y - wide / 2)),
            bend((half + 0.4, y + wide / 2), (0, y + wide / 2 + 1), (-half - 0.4, y + wide / 2)),
        ]
    )
    own = chance(rng, 0.55)
    colour = trim if chance(rng, 0.6) else np.array([60.0, 42, 32])

    def add(shape: Points, **how) -> None:
        if own:
            sk.cloth(shape, tone=0.93, **how)
        else:
            sk.plain(shape, colour, **how)

    add(band, lift=0.4)
    x = rng.normal(0, 1.5)
    if chance(rng, 0.5):
        for hand in (1, -1):
            tail = smooth([(x, y), (x + hand * 2.5, y + 8), (x + hand * between(rng, 1, 4), y + between(rng, 14, 26))])
            add(np.vstack([offset(tail, wide * 0.35), offset(tail, -wide * 0.35)[::-1]]), lift=0.3)
        add(pts((x - 2, y - 2), (x + 2, y - 2), (x + 1.6, y + 2.4), (x - 1.6, y + 2.4)), lift=0.4)
    else:
        frame = pts(
            (x - 2, y - wide * 0.6),
            (x + 2, y - wide * 0.6),
            (x + 2, y + wide * 0.6),
            (x - 2, y + wide * 0.6),
            (x - 2, y - wide * 0.6),
        )
        sk.line(frame + (0, 0.5), METAL * between(rng, 0.6, 1.2), 0.6, 0.95)
