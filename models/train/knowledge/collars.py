"""Draws what surrounds the neck: bands, collars, lapels, hoods, high and halter necks, bows."""

import numpy as np

from .noise import Rng, between, chance
from .sketch import Points, Sketch, bend, frill, offset, pts, smooth
from .spec import Spec


def hood_back(sk: Sketch, s: Spec, b, rng: Rng) -> None:
    """The hood behind the neck: standing up empty, or lying flat."""
    n = b.neck
    if chance(rng, 0.65):
        tall, wide = between(rng, 16, 27), n + between(rng, 4, 8)
        shape = smooth(
            [
                (-n - 2.5, 3),
                (-wide, -tall * 0.45),
                (-wide * 0.55, -tall * 0.95),
                (0, -tall),
                (wide * 0.55, -tall * 0.95),
                (wide, -tall * 0.45),
                (n + 2.5, 3),
            ]
        )
        sk.cloth(shape, tone=0.97, lift=0)
        hole = smooth([(-n, 3), (-wide * 0.72, -tall * 0.4), (0, -tall * 0.86), (wide * 0.72, -tall * 0.4), (n, 3)])
        sk.cloth(np.vstack([hole, [(0, b.depth)]]), tone=between(rng, 0.5, 0.75), lift=0)
    else:
        wide, tall = n + between(rng, 5, 9), between(rng, 6, 10)
        sk.cloth(
            smooth([(-n - 4, 5), (-wide, -tall * 0.3), (0, -tall), (wide, -tall * 0.3), (n + 4, 5)]), tone=0.93, lift=0
        )


def hood_front(sk: Sketch, s: Spec, b, neck: Points, rng: Rng) -> None:
    """The edges of the hood that cross below the chin, and its cords."""
    n, d = b.neck, b.depth
    for hand in (1, -1):
        flap = smooth(
            [(n + 3.2, 3), (n * 0.8, d * 0.75), (0.2, d + 2.2), (-0.4, d - 2.5), (n * 0.45, d * 0.35), (n - 1.2, -2)]
        )
        sk.cloth(flap * (hand, 1), turn=0.5 * hand, tone=0.98, lift=0.3)
    if chance(rng, 0.7):
        cord = np.array([245.0, 245, 245]) if chance(rng, 0.6) else s.inks[0] * 0.6
        for hand in (1, -1):
            x = between(rng, 1.6, 3.2)
            sk.line(
                smooth(
                    [
                        (x * hand, d),
                        (x * 1.2 * hand, d + 6),
                        ((x + rng.normal(0, 0.6)) * hand, d + between(rng, 10, 18)),
                    ]
                ),
                cord,
                0.55,
                0.95,
            )


def band(sk: Sketch, s: Spec, b, neck: Points, rng: Rng, trim) -> None:
    """A ribbed or bound edge along the neckline."""
    width = (
        between(rng, 1.2, 2.6) if s.category in ("t-shirt", "sweater", "hoodie", "cardigan") else between(rng, 0.5, 1.3)
    )
    strip = np.vstack([neck, offset(neck, -width)[::-1]])
    if np.abs(strip).max() > 80:
        return
    if "contrast-trim" in s.detail:
        sk.plain(strip, trim, lift=0.15, folds=0)
    elif chance(rng, 0.75):
        sk.cloth(strip, tone=between(rng, 0.86, 0.97), lift=0.12, folds=0.3)
    sk.line(offset(neck, -width - 0.3), s.inks[0] * 0.5, 0.2, 0.3)


def shirt_collar(sk: Sketch, s: Spec, b, rng: Rng, trim) -> None:
    """Two points turned down over a stand; open at the neck or closed."""
    n = b.neck
    spread, fall = between(rng, 4.5, 8.5), between(rng, 6, 10)
    if s.category in ("jacket", "coat"):
        spread, fall = spread + 2, fall + 2
    closed = chance(rng, 0.5)
    meet = 2.5 if closed else between(rng, 4, 7.5)
    rise = -between(rng, 1.5, 4)
    own = "contrast-trim" in s.detail and chance(rng, 0.6)
    back = np.vstack(
        [bend((-n, 1), (-n * 0.8, rise), (0, rise)), bend((0, rise), (n * 0.8, rise), (n, 1)), [(0, b.depth)]]
    )
    sk.cloth(back, tone=0.74, lift=0)
    if not closed:
        sk.cloth(pts((-n * 0.75, 1.2), (n * 0.75, 1.2), (0, b.depth + meet)), tone=0.6, lift=0)
    sk.cloth(
        np.vstack(
            [
                bend((-n * 0.9, rise + 0.6), (0, rise + 1.5), (n * 0.9, rise + 0.6)),
                [(n * 0.8, 2), (0, 3.2), (-n * 0.8, 2)],
            ]
        ),
        tone=0.83,
        lift=0,
    )
    for hand in (1, -1):
        point = (meet * 0.25 + spread * 0.75, meet + fall * 0.9)
        leaf = np.vstack(
            [
                bend((n * 0.55, rise), (n + 1.6, rise + 1), (n + 2.2, 3.6)),
                [point, (0.15 if closed else 0.9, meet + 0.6)],
                bend((0.15, meet), (n * 0.45, 1.6), (n * 0.55, rise)),
            ]
        )
        if own:
            sk.plain(leaf * (hand, 1), trim, lift=0.45)
        else:
            sk.cloth(leaf * (hand, 1), turn=0.35 * hand, tone=between(rng, 0.95, 1.05), lift=0.45, folds=0.3)
        sk.line(np.array([(n + 2.2, 3.6), point, (0.4, meet + 0.6)]) * (hand, 1), s.inks[0] * 0.45, 0.2, 0.45)


def lapels(sk: Sketch, s: Spec, b, rng: Rng, inner) -> None:
    """Turned-back fronts with a notch and the collar above, the lining or nothing between them."""
    n, d = b.neck, b.depth
    cross = between(rng, 4, 8) if s.closure == "double-breasted" else between(rng, 0, 1.5)
    opening = np.vstack([pts((-n, 0.5)), bend((-n, 0.5), (0, 4), (n, 0.5)), [(cross * 0.4, d)]])
    sk.plain(opening, inner, tone=between(rng, 0.6, 0.9), lift=0)
    rise = -between(rng, 2, 4)
    sk.cloth(
        np.vstack([bend((-n, 0.6), (0, 2 * rise), (n, 0.6)), bend((n * 0.85, 2.5), (0, 4.5), (-n * 0.85, 2.5))]),
        tone=0.84,
        lift=0.1,
    )
    wide = between(rng, 7, 12.5)
    notch = between(rng, 9, 14)
    peak = chance(rng, 0.25)
    for hand in (-1, 1):
        foot = (cross * (1 if hand < 0 else -0.2) * -0.5, d + 0.5)
        edge_in = bend((n * 0.55, 4), (n * 0.5, d * 0.5), foot)
        tip = (n * 0.5 + wide, notch + (-3.5 if peak else 0))
        outer = bend(tip, (n * 0.5 + wide * 0.85, d * 0.62), foot)
        lapel = np.vstack([edge_in[::-1], [(n * 0.95, notch - 3), tip], outer])
        sk.cloth(lapel * (hand, 1), turn=0.25 * hand, tone=between(rng, 0.97, 1.06), lift=0.5, folds=0.2)
        collar = np.vstack(
            [
                bend((0, rise), (n * 1.1, rise), (n + 2.4, 3.5)),
                [(n + 4.6, notch - 2.2), (n * 0.95, notch - 2.6), (n * 0.6, 3)],
            ]
        )
        sk.cloth(collar * (hand, 1), turn=0.3 * hand, tone=between(rng, 0.93, 1.02), lift=0.4, folds=0.2)
        for line in (outer, pts((n * 0.95, notch - 2.8), tip)):
            sk.line(line * (hand, 1), s.inks[0] * 0.35, 0.25, 0.55)


def stand(sk: Sketch, s: Spec, b, rng: Rng, trim) -> None:
    """A collar that stands up around the neck."""
    n, tall = b.neck, between(rng, 3, 5) if s.category in ("shirt", "blouse", "dress") else between(rng, 4.5, 8)
    back = smooth([(-n - 0.5, 2), (-n + 0.5, -tall), (0, -tall - 1), (n - 0.5, -tall), (n + 0.5, 2)])
    sk.cloth(back, tone=0.7, lift=0)
    mid = b.depth * between(rng, 0.7, 1)
    for hand in (1, -1):
        leaf = np.vstack(
            [
                bend((n - 0.5, -tall), (n * 0.7, mid * 0.5 - tall), (0.2, mid - tall * 0.8)),
                bend((0.2, mid), (n * 0.7, mid * 0.9), (n + 0.8, 2.2)),
            ]
        )
        if "contrast-trim" in s.detail:
            sk.plain(leaf * (hand, 1), trim, lift=0.3)
        else:
            sk.cloth(leaf * (hand, 1), tone=0.95, lift=0.3, folds=0.3)
    sk.line(bend((-n - 0.8, 2.2), (0, 2 * mid - 2), (n + 0.8, 2.2)), s.inks[0] * 0.4, 0.25, 0.5)


def high(sk: Sketch, s: Spec, b, rng: Rng) -> None:
    """A tube around the neck: a mock neck, a turtleneck folded over, or a gathered neck with a frill."""
    n = b.neck * between(rng, 0.8, 0.95)
    tall = between(rng, 4, 7) if s.category != "sweater" else between(rng, 5, 11)
    frilled = s.category in ("blouse", "dress") and chance(rng, 0.6)
    top = bend((n, -tall), (0, -tall + between(rng, 0.5, 2)), (-n, -tall))
    rim = bend((-n, -tall), (0, -tall - between(rng, 0.5, 2.5)), (n, -tall))
    if frilled:
        rim = frill(rim * (1.18, 1), rng, 0.9, 2.4)
    sk.cloth(np.vstack([rim, top]), tone=0.66, lift=0)
    base = bend((-n - 1.2, 1.6), (0, b.depth * 1.5 + 1), (n + 1.2, 1.6))
    rim = frill(top[::-1] * (1.18, 1), rng, 0.6, 2.4) if frilled else top[::-1]
    sk.cloth(np.vstack([base, rim[::-1]]), tone=1.0, lift=0.25, folds=1.5 if frilled else 0.6)
    if frilled:
        sk.line(bend((-n, -tall + 1.5), (0, -tall + 3), (n, -tall + 1.5)), s.inks[0] * 0.4, 0.3, 0.5)
    elif chance(rng, 0.5) and tall > 6:
        sk.line(bend((-n, -tall * 0.3), (0, b.depth * 0.6), (n, -tall * 0.3)), s.inks[0] * 0.4, 0.35, 0.5)
    sk.line(base, s.inks[0] * 0.4, 0.25, 0.45)


def bow(sk: Sketch, s: Spec, b, rng: Rng) -> None:
    """Two loops and two tails at the throat."""
    y, size = min(b.depth, 12) * 0.6, between(rng, 5, 11)
    for hand in (1, -1):
        tail = smooth(
            [(0.5, y), (size * 0.35, y + size), (size * between(rng, 0.2, 0.5), y + size * between(rng, 1.8, 2.8))]
        )
        sk.cloth(
            np.vstack([offset(tail, size * 0.17), offset(tail, -size * 0.17)[::-1]]) * (hand, 1),
            turn=0.2 * hand,
            lift=0.45,
        )
    for hand in (1, -1):
        loop = smooth(
            [
                (0.4, y - 0.6),
                (size * 0.6, y - size * 0.42),
                (size, y + rng.normal(0, 0.6)),
                (size * 0.6, y + size * 0.3),
                (0.4, y + 1),
            ]
        )
        sk.cloth(loop * (hand, 1), turn=-0.9 * hand, tone=1.03, lift=0.5)
    sk.cloth(pts((-1.2, y - 1.4), (1.2, y - 1.4), (1.2, y + 1.6), (-1.2, y + 1.6)), tone=0.95, lift=0.4)


def draw(sk: Sketch, s: Spec, b, neck: Points, rng: Rng, inner, trim) -> None:
    """What the neckline of the garment has."""
    kind = s.neckline
    if kind == "hood":
        hood_front(sk, s, b, neck, rng)
    elif kind == "collar":
        shirt_collar(sk, s, b, rng, trim)
    elif kind == "lapel":
        lapels(sk, s, b, rng, inner)
    elif kind == "stand":
        stand(sk, s, b, rng, trim)
    elif kind == "high":
        high(sk, s, b, rng)
    elif kind == "halter":
        n, tall = b.neck + 0.6, between(rng, 1.5, 5)
        if chance(rng, 0.6):
            rim = frill(bend((-n, -tall), (0, -tall + 1), (n, -tall)), rng, 0.7, 2.2)
            sk.cloth(np.vstack([rim, bend((n, 1), (0, b.depth * 1.6), (-n, 1))]), tone=0.96, lift=0.2, folds=2)
            sk.line(bend((-n, 0), (0, 2), (n, 0)), s.inks[0] * 0.4, 0.3, 0.5)
    elif kind in ("round", "scoop", "v", "boat", "square") and not (s.closure == "open" or s.category == "vest"):
        band(sk, s, b, neck, rng, trim)
    elif kind == "v" and s.category in ("cardigan", "vest"):
        band(sk, s, b, neck, rng, trim)
    if "bow" in s.detail:
        bow(sk, s, b, rng)
