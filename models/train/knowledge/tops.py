"""Draws what hangs from the shoulders: tops, jackets, coats, dresses and the upper half of jumpsuits."""

from dataclasses import dataclass

import numpy as np

from . import closings, collars, trims
from .noise import Rng, between, chance, pick
from .sketch import Points, Sketch, bend, frill, mirror, offset, pts, smooth
from .spec import TOPS, Spec

LENGTHS = {
    "crop": (32, 46),
    "hip": (56, 70),
    "thigh": (74, 92),
    "knee": (94, 108),
    "calf": (112, 126),
    "full": (130, 150),
}
SLEEVES = {"cap": (5, 9), "short": (15, 25), "elbow": (28, 35), "three-quarter": (40, 48), "long": (55, 66)}
OPEN_FRONTS = ("jacket", "blazer", "coat", "cardigan", "vest")
TOPLIKE = (*TOPS, "dress", "jumpsuit")
"""Categories that hang from the shoulders."""


@dataclass
class Body:
    """Measures of a top in cm: half widths and heights from the base of the neck."""

    neck: float
    depth: float
    shoulder: float
    drop: float
    armpit: tuple[float, float]
    waist: tuple[float, float]
    hem: tuple[float, float]
    curve: float
    """How far the middle of the hem hangs below its ends."""
    back: float
    """Depth of the back of the neck."""


def measure(rng: Rng, s: Spec) -> Body:
    """Measures that suit a garment's attributes."""
    fit = {"slim": 0.0, "regular": 3.2, "loose": 7.5, "flared": 2.0}[s.fit] + rng.normal(0, 1.0)
    if s.category in ("coat", "jacket", "blazer", "hoodie"):
        fit += 2
    half = 17.4 + fit
    shoulder = 16.6 + 0.5 * fit + rng.normal(0, 0.7)
    if s.sleeve == "sleeveless":
        shoulder = between(rng, 12.5, 16.5)
    armpit = (half, between(rng, 20, 25) + 0.4 * max(fit, 0))
    waist_y = between(rng, 36, 43)
    waist = (
        half * {"slim": 0.86, "regular": 0.96, "loose": 1.0, "flared": 0.88}[s.fit] * between(rng, 0.96, 1.03),
        waist_y,
    )
    length = between(rng, *LENGTHS[s.length]) if s.category != "jumpsuit" else waist_y + between(rng, 0, 4)
    dress = s.category == "dress"
    grow = {"slim": 0.98, "regular": 1.02, "loose": 1.04, "flared": 1.22}[s.fit]
    if dress or s.category == "coat":
        waist = (min(waist[0], half * (0.82 if s.fit in ("slim", "flared") else 0.95)), waist_y)
        more = (length - waist_y) / 60
        grow = {"slim": 1.0, "regular": 1 + 0.16 * more, "loose": 1.05 + 0.14 * more, "flared": 1.15 + 0.75 * more}[
            s.fit
        ]
        grow *= between(rng, 0.92, 1.15)
    depth = {
        "round": (6, 10.5), "scoop": (12, 19), "v": (12, 26), "square": (10, 17), "boat": (2, 4.5), "high": (3, 5), "halter": (3, 6),
        "collar": (7, 10), "stand": (6, 9), "hood": (8, 12), "lapel": (30, 46), "straps": (15, 22), "off-shoulder": (11, 16),
    }[s.neckline]  # fmt: skip
    neck = {"scoop": (9, 12.5), "boat": (12, 16), "square": (8.5, 12), "v": (7, 10), "halter": (4.5, 6.5)}.get(
        s.neckline, (7, 9.2)
    )
    deep = between(rng, *depth)
    if s.neckline == "v" and s.category in OPEN_FRONTS:
        deep = between(rng, 22, 36)
    curve = between(rng, -1, 2) if not dress else between(rng, 0, 5)
    return Body(
        min(between(rng, *neck), shoulder - 2.5), deep, shoulder, between(rng, 3, 6.5), armpit, waist,
        (half * grow * between(rng, 0.96, 1.05), length), curve, between(rng, 0.5, 3),
    )  # fmt: skip


def neck_curve(s: Spec, b: Body, rng: Rng) -> Points:
    """Front neckline from the left neck point to the right one."""
    n, d = b.neck, b.depth
    if s.neckline == "v":
        bow = between(rng, -0.1, 0.12)
        return np.vstack(
            [bend((-n, 0), (-n * (0.5 + bow), d * 0.5), (0, d)), bend((0, d), (n * (0.5 + bow), d * 0.5), (n, 0))]
        )
    if s.neckline == "square":
        k = n * between(rng, 0.8, 0.98)
        return pts((-n, 0), (-k, d), (0, d * between(rng, 0.96, 1.06)), (k, d), (n, 0))
    flat = {"boat": 1.6, "scoop": 2.4}.get(s.neckline, 2.0)
    t = np.linspace(-1, 1, 15)
    return np.stack([n * t, d * (1 - np.abs(t) ** flat) ** (1 / flat)], 1)


def side(s: Spec, b: Body, rng: Rng) -> Points:
    """Right side from the armpit to the hem."""
    (ax, ay), (wx, wy), (hx, hy) = b.armpit, b.waist, b.hem
    if hy <= wy + 4:
        return bend((ax, ay), ((ax + hx) / 2 - between(rng, 0, 1.5), (ay + hy) / 2), (hx, hy))
    if s.category in ("dress", "coat") and s.fit != "loose":
        hip = (max(wx * between(rng, 1.1, 1.25), wx + (hx - wx) * 0.42), wy + 19)
        if s.fit == "flared" and chance(rng, 0.5):
            hip = (wx + (hx - wx) * between(rng, 0.45, 0.7), wy + 19)
        between_hip = [hip] if hy > wy + 30 else []
        return smooth([(ax, ay), (wx, wy), *between_hip, (hx, hy)])
    return smooth([(ax, ay), (wx, wy), (hx, hy)])


def hem_line(s: Spec, b: Body, right: Points, left: Points, rng: Rng) -> Points:
    """Hem from right to left."""
    (rx, ry), (lx, ly) = right[-1], left[0]
    dip = b.curve
    if s.category == "shirt" or (s.category == "blouse" and chance(rng, 0.25)):
        tail = between(rng, 3, 8)
        return smooth([(rx, ry - tail), (rx * 0.6, ry), (0, ry + 0.5), (lx * 0.6, ly), (lx, ly - tail)])
    if "asymmetric" in s.detail:
        slope = between(rng, 8, 22) * (1 if chance(rng, 0.5) else -1)
        return smooth([(rx, ry - max(slope, 0)), (0, ry - abs(slope) * 0.4), (lx, ly + min(slope, 0))])
    if s.category == "vest" and s.neckline == "v" and s.closure == "buttons":
        return pts((rx, ry - 6), (rx * 0.35, ry + 2), (0, ry - 5), (lx * 0.35, ry + 2), (lx, ly - 6))
    line = bend((rx, ry), ((rx + lx) / 2, (ry + ly) / 2 + 2 * dip), (lx, ly))
    if s.fit == "flared" or s.material in ("chiffon", "satin"):
        return frill(line, rng, between(rng, 0.2, 0.9), between(rng, 6, 14))
    return line


def sleeve(sk: Sketch, s: Spec, b: Body, rng: Rng, angle: float, hand: int, textures: int) -> None:
    """One sleeve; `hand` 1 right of the picture, -1 left; `angle` from the vertical in radians."""
    length = between(rng, *SLEEVES[s.sleeve]) * between(rng, 0.97, 1.03)
    top, pit = np.array((b.shoulder, b.drop)), np.array((b.armpit[0] * 0.985, b.armpit[1]))
    if s.neckline == "off-shoulder":
        top, pit = (
            np.array((b.armpit[0] - 0.5, b.depth * 0.8)),
            np.array((b.armpit[0] - 1, b.depth + between(rng, 10, 16))),
        )
    root = np.linalg.norm(top - pit)
    puff, bell = "puff-sleeve" in s.detail, "bell-sleeve" in s.detail
    taper = {"cap": 0.95, "short": 0.85, "elbow": 0.76, "three-quarter": 0.66, "long": 0.52}[s.sleeve]
    taper *= {"slim": 0.9, "loose": 1.12}.get(s.fit, 1.0) * between(rng, 0.9, 1.1)
    end = root / 2 * (taper * 0.62 if puff else taper * between(rng, 1.5, 2.1) if bell else taper)
    way = np.array((np.sin(angle), np.cos(angle)))
    out = np.array((way[1], -way[0]))
    swell = root * (between(rng, 0.22, 0.5) if puff else 0.03)
    bent = angle
    if s.sleeve == "long":
        bent = angle - between(rng, -0.08, 0.3) * min(1, angle * 2)
    elbow = top + way * length * 0.5 + out * swell
    low = np.array((np.sin(bent), np.cos(bent)))
    low_out = np.array((low[1], -low[0]))
    tip = elbow - out * swell + low * length * 0.5
    wide = (root / 2 + end) / 2 * (1.06 if bell else 1.0)
    inner_mid = elbow - out * swell - out * 2 * wide - out * swell * 0.5 - way * root * 0.1
    inner_tip = tip - low_out * 2 * end
    outer = smooth([top, top + (elbow - top) * 0.35 + out * (swell * 0.6 + 0.03 * root), elbow, tip])
    inner = smooth([inner_tip, inner_mid, pit])
    if puff and length > 12:
        cuffless = offset(pts(inner_tip, tip), 0)
        inner_tip, tip = cuffless
    cloth = np.vstack([outer, inner, [pit + (-5, -2), top + (-5, 2)]])
    turn = float(bent if length > 30 else angle) * between(rng, 0.75, 1.0)
    layer = sk.cloth(
        cloth * (hand, 1), texture=textures, turn=-turn * hand, tone=between(rng, 0.92, 1.0), lift=0.25, folds=1.3
    )
    if puff:
        layer.folds = 1.8
    if s.sleeve in ("long", "three-quarter") or puff:
        trims.cuff(sk, s, rng, np.array([tip, inner_tip]), -low, hand, textures)
    elif s.category in ("t-shirt", "blouse", "dress", "shirt"):
        edge = np.array([tip - low * 1.6, inner_tip - low * 1.6])
        sk.line(edge * (hand, 1), trims.seam_colour(s), 0.2, 0.35)
    if "ruffle" in s.detail and s.sleeve != "cap" and chance(rng, 0.4):
        wave = frill(np.array([tip + low * 2.5, inner_tip + low * 2.5]), rng, 0.8, 3)
        sk.cloth(np.vstack([wave, [inner_tip, tip]]) * (hand, 1), texture=textures, folds=2, tone=0.97)


def front(s: Spec, b: Body, neck: Points, rng: Rng) -> tuple[Points, Points, Points]:
    """Outline of the front with its right and left sides (armpit to hem, hem to armpit)."""
    right = side(s, b, rng)
    left = mirror(right) * (between(rng, 0.97, 1.03), 1)
    armhole = bend((b.shoulder, b.drop), (b.shoulder - between(rng, 0.5, 3.5), b.armpit[1] * 0.75), b.armpit, 7)
    if s.neckline == "halter":
        armhole = bend((b.neck + 1, 0.5), (b.neck + 2.5, b.armpit[1] * 0.8), b.armpit, 9)
    if s.neckline in ("straps", "off-shoulder"):
        return strapped(s, b, right, left, rng), right, left
    hem = hem_line(s, b, right, left, rng)
    return np.vstack([neck, armhole, right, hem, left, mirror(armhole)]), right, left


def strapped(s: Spec, b: Body, right: Points, left: Points, rng: Rng) -> Points:
    """Front of a garment that ends below the shoulders: straight, heart-shaped or V at its top."""
    top, ax = b.depth, b.armpit[0]
    hem = hem_line(s, b, right, left, rng)
    if s.neckline == "off-shoulder":
        edge = smooth(
            [
                (-ax, top - 1),
                (-ax * 0.5, top + between(rng, -1, 1)),
                (0, top + between(rng, 0, 2)),
                (ax * 0.5, top),
                (ax, top - 1),
            ]
        )
        edge = frill(edge, rng, between(rng, 0.2, 0.8), between(rng, 2, 5)) if chance(rng, 0.6) else edge
        return np.vstack([edge, right, hem, left])
    peak = between(rng, 0.42, 0.62) * ax
    kind = pick(rng, {"v": 4, "heart": 2, "straight": 3, "scoop": 2})
    dip = {"v": 7, "heart": 4, "straight": 0.3, "scoop": 4}[kind] * between(rng, 0.8, 1.3)
    half = {"v": pts((0, top + dip), (peak, top)), "straight": pts((0, top + dip), (peak, top))}.get(kind)
    if half is None:
        via = (peak * 0.45, top - 2) if kind == "heart" else (peak * 0.75, top + dip)
        half = bend((0, top + dip), via, (peak, top))
    under = bend((peak, top), (peak + 1, b.armpit[1] - 1), b.armpit, 6)
    edge = np.vstack([mirror(under), mirror(half), half, under])
    return np.vstack([edge, right, hem, left])


def straps(sk: Sketch, s: Spec, b: Body, rng: Rng) -> None:
    """Two straps, worn upright or fallen, thin or of some width, with the back's edge between them."""
    width = between(rng, 0.5, 1.1) if s.category == "camisole" or chance(rng, 0.6) else between(rng, 1.5, 4.5)
    x, y = between(rng, 0.42, 0.6) * b.armpit[0], b.depth + 1
    tall = between(rng, 10, 17)
    back_y = y + between(rng, 1, 6)
    for hand in (1, -1):
        lean = rng.normal(0, 0.8)
        top = np.array((x * between(rng, 0.85, 1.02) + lean, y - tall))
        rear = smooth([(top[0], top[1]), (x * 0.88 + lean, y - tall * 0.4), (x * 0.9, back_y)])
        fore = smooth([(top[0] + width * 0.6, top[1] + 0.2), (x + lean * 0.6 + 0.4, y - tall * 0.45), (x, y + 0.8)])
        for line, tone in ((rear, 0.78), (fore, 0.98)):
            band = np.vstack([offset(line, width / 2), offset(line, -width / 2)[::-1]])
            sk.cloth(band * (hand, 1), tone=tone, lift=0.05, folds=0.2)
    edge = bend((-b.armpit[0] * 0.96, b.armpit[1] - 2), (0, back_y + 4), (b.armpit[0] * 0.96, b.armpit[1] - 2))
    low = pts((b.armpit[0] * 0.9, b.armpit[1] + 3), (-b.armpit[0] * 0.9, b.armpit[1] + 3))
    sk.layers.insert(0, type(sk.layers[0])("cloth", np.vstack([edge, low]), tone=0.66, lift=0))


def inner_back(sk: Sketch, s: Spec, b: Body, neck: Points, rng: Rng, inner) -> None:
    """The inside of the back that shows in the neck and beside the armholes of a garment without a wearer."""
    tone = between(rng, 0.62, 0.85)
    back = bend((b.neck + 0.3, 0.2), (0, 2 * b.back), (-b.neck - 0.3, 0.2))
    shape = np.vstack([offset(neck, 0)[:, :] + (0, 1.5), back])
    if chance(rng, 0.65):
        sk.cloth(shape, tone=tone, lift=0)
    else:
        sk.plain(shape, inner, tone=tone, lift=0)
    if chance(rng, 0.55):
        w, y = between(rng, 1.4, 3), b.back + between(rng, 0.8, 1.6)
        sk.plain(
            pts((-w, y), (w, y), (w, y + w * 0.8), (-w, y + w * 0.8)),
            np.array([235.0, 235, 235]) * pick(rng, {1: 3, 0.1: 1}),
            lift=0,
        )


def draw(rng: Rng, s: Spec, sk: Sketch, inner, trim) -> Body:
    """Adds the garment's layers to a sketch and returns its measures; `inner` colour of the lining, `trim` of edges."""
    b = measure(rng, s)
    neck = neck_curve(s, b, rng)
    strapless = s.neckline in ("straps", "off-shoulder")
    if s.neckline == "hood":
        collars.hood_back(sk, s, b, rng)
    if strapless:
        outline, right, left = front(s, b, neck, rng)
    else:
        outline, right, left = front(s, b, neck, rng)
        inner_back(sk, s, b, neck, rng, inner)
        if s.sleeve == "sleeveless" and chance(rng, 0.6):
            lean = pts((b.shoulder - 0.5, b.drop), (b.armpit[0] - 0.6, b.armpit[1]), (b.shoulder - 5, b.armpit[1] + 3))
            for hand in (1, -1):
                sk.cloth(lean * (hand, 1), tone=0.65, lift=0)
    other = (
        1
        if ("colour-block" in s.pattern and chance(rng, 0.55)) or (s.category == "t-shirt" and chance(rng, 0.04))
        else 0
    )
    over = chance(rng, 0.4) and s.neckline != "off-shoulder"
    pose = pick(rng, {"hanging": 5, "natural": 4, "spread": 1.5})
    low, high = {"hanging": (0.1, 0.3), "natural": (0.28, 0.7), "spread": (0.7, 1.25)}[pose]
    if s.sleeve in ("cap", "short") and pose == "hanging":
        low, high = 0.3, 0.7
    if s.length == "crop":
        low, high = max(low, 0.35), max(high, 0.9)
    angle = between(rng, low, high)

    def sleeves() -> None:
        if s.sleeve in SLEEVES:
            for hand in (1, -1):
                sleeve(sk, s, b, rng, max(0.02, angle + rng.normal(0, 0.05)), hand, other)

    if not over:
        sleeves()
    fan = (
        (b.waist[1], b.waist[0], b.hem[1], b.hem[0])
        if s.category == "dress" and s.fit in ("flared", "regular")
        else None
    )
    layer = sk.cloth(outline, fan=fan, folds=1.25 if s.fit in ("flared", "loose") else 1.0)
    if over:
        sleeves()
        for hand in (1, -1):
            if s.sleeve in SLEEVES:
                seam = bend((b.shoulder, b.drop), (b.shoulder - 1.5, b.armpit[1] * 0.7), b.armpit, 6)
                sk.line(seam * (hand, 1), trims.seam_colour(s), 0.25, 0.4)
    if strapless and (s.neckline == "straps" or chance(rng, 0.3)):
        straps(sk, s, b, rng)
    trims.body(sk, s, b, rng, layer, right, left, trim)
    if s.category in OPEN_FRONTS and s.closure == "open":
        closings.gap(sk, s, b, rng, inner)
    collars.draw(sk, s, b, neck, rng, inner, trim)
    closings.closing(sk, s, b, rng, trim)
    return b
