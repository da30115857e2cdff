"""Draws what hangs from the waist: skirts, trousers, jeans, shorts and the lower half of jumpsuits."""

import numpy as np

from . import prints, trims
from .noise import Rng, between, chance, pick
from .sketch import Points, Sketch, bend, frill, mirror, pts, smooth
from .spec import Spec

SKIRT = {"thigh": (34, 46), "knee": (52, 62), "calf": (70, 82), "full": (90, 104)}


class Measures:
    """What the trims of tops ask of a body: here the waist at height 0."""

    def __init__(self, waist: float, hem: tuple[float, float]):
        self.waist, self.hem, self.armpit, self.curve, self.depth = (waist, 2.0), hem, (waist, 2.0), 1.0, 2.0
        self.neck, self.shoulder, self.drop = waist * 0.5, waist, 0.0


def waistband(sk: Sketch, s: Spec, rng: Rng, half: float, y: float, trim) -> None:
    """The band with the inside of its back above it: elastic, with loops and a button, tied, or a plain facing."""
    deep = between(rng, 2.5, 5)
    dip = between(rng, 0.5, 2.5)
    front = bend((-half, y), (0, y + 2 * dip), (half, y))
    if chance(rng, 0.7):
        back = bend((half, y), (0, y - between(rng, 0, 1.5)), (-half, y))
        sk.cloth(np.vstack([front, back]), tone=between(rng, 0.5, 0.75), lift=0)
    band = np.vstack([front, front[::-1] * (1.015, 1) + (0, deep)])
    elastic = s.closure in ("none", "lace-up") and s.category != "skirt" or s.material in ("fleece", "knit")
    if "contrast-trim" in s.detail:
        sk.plain(band, trim, lift=0.1)
    else:
        sk.cloth(band, tone=between(rng, 0.9, 1.0), lift=0.15, folds=0.3)
    sk.line(front[::-1] * (1.015, 1) + (0, deep), trims.seam_colour(s), 0.25, 0.6)
    if elastic:
        for x in np.linspace(-half * 0.95, half * 0.95, int(half * 1.2)):
            low = y + dip + deep
            sk.line(pts((x, low - deep), (x * 1.01, low + between(rng, 0, 5))), s.inks[0] * 0.4, 0.25, 0.35)
        if s.closure == "lace-up":
            cord = np.array([240.0, 240, 236]) if chance(rng, 0.5) else s.inks[0] * 0.6
            for hand in (1, -1):
                sk.line(
                    smooth([(0.8 * hand, y + dip + 2), (2.5 * hand, y + 8), (2.0 * hand, y + between(rng, 12, 20))]),
                    cord,
                    0.6,
                    0.95,
                )
    elif s.closure == "buttons":
        sk.disc((0, y + dip + deep / 2), 0.9, trims.METAL if s.material == "denim" else s.inks[0] * 0.5)
        for x in (-0.78, -0.32, 0.32, 0.78):
            if s.material == "denim" or chance(rng, 0.5):
                loop = pts(
                    (x * half - 0.6, y - 0.3),
                    (x * half + 0.6, y - 0.3),
                    (x * half + 0.6, y + deep + 1.5),
                    (x * half - 0.6, y + deep + 1.5),
                )
                sk.cloth(loop + (0, dip), tone=1.02, lift=0.3, folds=0)
    if "belt" in s.detail:
        trims.belt(sk, s, rng, half, y + dip + deep / 2, trim)


def skirt(rng: Rng, s: Spec, sk: Sketch, trim) -> None:
    """A skirt: pencil, A-line or circle, with pleats, tiers, wrap, buttons, slit or frills."""
    waist, length = between(rng, 16, 20), between(rng, *SKIRT[s.length])
    flare = {"slim": between(rng, 0.95, 1.1), "regular": between(rng, 1.25, 1.5), "flared": between(rng, 1.7, 2.6)}[
        s.fit
    ]
    hem = waist * (1 + (flare - 1) * (0.6 + 0.4 * length / 70)) + 3
    hip = max(waist * 1.2, waist + (hem - waist) * between(rng, 0.3, 0.5))
    right = smooth([(waist, 2), (hip, 20), (hem, length)])
    if s.fit == "slim":
        right = smooth([(waist, 2), (waist * 1.24, 19), (waist * 1.2, length * 0.6), (hem, length)])
    left = mirror(right) * (between(rng, 0.97, 1.03), 1)
    dip = between(rng, 0.5, 5) if s.fit != "slim" else between(rng, 0, 1)
    low = bend(right[-1], (0, length + 2 * dip), left[0])
    if "asymmetric" in s.detail:
        low = smooth([right[-1] - (0, between(rng, 8, 20)), (0, length), left[0] + (0, between(rng, 0, 6))])
    elif s.fit == "flared":
        low = frill(low, rng, between(rng, 0.3, 1.3), between(rng, 7, 14))
    pleats = float(rng.integers(9, 26)) if "pleats" in s.detail else 0.0
    back = bend(right[-1] - (1, 1), (0, length - 2 - dip), left[0] + (1, -1))
    sk.cloth(np.vstack([right[-3:], back, left[:3]]), tone=0.6, lift=0)
    fan = (2.0, waist, length, hem)
    layer = sk.cloth(
        np.vstack([bend((-waist, 2), (0, 4), (waist, 2)), right, low, left]),
        fan=fan,
        pleats=pleats,
        folds=1.5 if s.fit == "flared" else 0.9,
    )
    b = Measures(waist, (hem, length))
    if "colour-block" in s.pattern:
        y = length * between(rng, 0.35, 0.75)
        sk.cloth(trims.panel(right, y, length), texture=1, lift=0)
    if "graphic" in s.pattern and len(s.inks) > 1:
        layer.print = (prints.placed(rng, 90, s.inks[1:]), (0.0, length * 0.5), waist * between(rng, 0.6, 1.2))
    if s.fit == "flared" and not pleats:
        trims.gathers(sk, s, rng, waist, 5, length * between(rng, 0.2, 0.5), 1)
    if "tiered" in s.detail:
        trims.tiers(sk, s, rng, right, length * between(rng, 0.25, 0.4), length)
    if "ruffle" in s.detail:
        trims.ruffles(sk, s, b, rng, right)
    if "smocked" in s.detail:
        for y in np.arange(3, between(rng, 8, 13), 1.5):
            sk.line(frill(pts((-waist, y), (waist, y)), rng, 0.2, 1.6), s.inks[0] * 0.4, 0.25, 0.45)
    if "slit" in s.detail:
        x = hem * between(rng, 0.2, 0.6)
        sk.cloth(
            pts((x - 2, length + 1), (x * 0.9, length * between(rng, 0.45, 0.7)), (x + 3, length + 1)),
            tone=0.45,
            lift=0,
        )
    if s.closure == "buttons":
        n = int(rng.integers(4, 9))
        sk.line(pts((1.6, 3), (1.6, length)), trims.seam_colour(s), 0.3, 0.6)
        for y in np.linspace(5, length * between(rng, 0.6, 0.95), n):
            sk.disc((0, y), between(rng, 0.7, 1.2), trims.METAL if s.material == "denim" else s.inks[0] * 0.4)
    if s.material == "denim" or "pockets" in s.detail:
        front_pockets(sk, s, rng, waist, 3.0)
    if s.material == "denim":
        worn(sk, s, rng, [(0.0, length * 0.5, waist * 0.8, length * 0.3)])
    waistband(sk, s, rng, waist, 0.0, trim)


def front_pockets(sk: Sketch, s: Spec, rng: Rng, half: float, y: float) -> None:
    """Curved openings as on jeans, or slanted ones."""
    curved = s.material == "denim" or chance(rng, 0.3)
    for hand in (1, -1):
        a, c = (half * between(rng, 0.45, 0.6), y + 1), (half * 1.12, y + between(rng, 9, 14))
        line = bend(a, (half * 0.6, c[1]) if curved else ((a[0] + c[0]) / 2, (a[1] + c[1]) / 2), c)
        sk.line(line * (hand, 1), trims.seam_colour(s) if s.material == "denim" else s.inks[0] * 0.4, 0.35, 0.7)
        if s.material == "denim":
            sk.line((line + (0.7, -0.7)) * (hand, 1), s.inks[0] * 0.5, 0.3, 0.5)


def worn(sk: Sketch, s: Spec, rng: Rng, spots: list[tuple[float, float, float, float]]) -> None:
    """Pale worn areas of washed denim (x, y, half width, half height), in steps that fade outwards."""
    strength = between(rng, 0, 0.2)
    t = np.linspace(0, 2 * np.pi, 14)[:-1]
    pale = s.inks[0] * 0.4 + 150
    for x, y, w, h in spots:
        for share in (1.0, 0.8, 0.6, 0.4):
            sk.plain(
                np.stack([x + w * share * np.cos(t), y + h * share * np.sin(t)], 1),
                pale,
                alpha=strength,
                lift=0,
                folds=0,
            )


def rips(sk: Sketch, s: Spec, rng: Rng, x: float, y0: float, y1: float, half: float) -> None:
    """Torn places with pale threads across and what lies behind, and patches."""
    for _ in range(int(rng.integers(1, 15 if s.wide else 7))):
        cy, w, h = between(rng, y0, y1), half * between(rng, 0.3, 0.9), between(rng, 1, 5)
        cx = x + rng.normal(0, half * 0.25)
        kind = pick(rng, {"hole": 3, "fray": 3, "patch": 1})
        n = int(rng.integers(7, 12))
        t = np.linspace(0, 2 * np.pi, n + 1)[:-1]
        ragged = np.stack(
            [cx + w * np.cos(t) * rng.uniform(0.7, 1.15, n), cy + h * np.sin(t) * rng.uniform(0.6, 1.3, n)], 1
        )
        if kind == "patch":
            sk.plain(ragged * (1, 1), s.inks[0] * between(rng, 0.45, 0.75), lift=0.2)
            continue
        behind = np.array([222.0, 205, 190]) if chance(rng, 0.5) else np.array([236.0, 232, 224])
        sk.plain(ragged, behind * between(rng, 0.85, 1.0), lift=0.3)
        for yy in np.arange(cy - h, cy + h, 0.8):
            if chance(rng, 0.6):
                sk.line(pts((cx - w, yy), (cx + w, yy + rng.normal(0, 0.6))), np.array([235.0, 230, 220]), 0.35, 0.85)


def leg(s: Spec, rng: Rng, waist: float, rise: float, length: float) -> tuple[Points, Points, float]:
    """Outer and inner edge of the right leg from the waist and the crotch to the hem, and the hem's half width."""
    hip = waist * between(rng, 1.1, 1.2)
    thigh = {"slim": 9.0, "regular": 10.8, "loose": 13.0, "flared": 10.0}[s.fit] * between(rng, 0.95, 1.06)
    end = {"slim": 6.2, "regular": 9.0, "loose": 13.5, "flared": 14.0}[s.fit] * between(rng, 0.92, 1.1)
    knee = {"slim": 7.4, "regular": 9.6, "loose": 13.0, "flared": 8.8}[s.fit]
    short = (length - rise) < 30
    if s.category == "shorts" or short:
        end = thigh * {"slim": 0.95, "regular": 1.06, "loose": 1.2, "flared": 1.4}[s.fit]
        knee = (thigh + end) / 2
    elif s.fit == "loose" and chance(rng, 0.3):
        end = between(rng, 7, 9)
    apart = between(rng, 0.2, 3.5) if length > 50 else between(rng, 0.2, 4)
    thigh = max(thigh, hip * 0.47)
    outer_hip = max(hip, 2 * thigh * 0.96)
    ky = rise + (length - rise) * 0.48
    cx = np.interp([rise, ky, length], [rise, length], [thigh + 0.1, end + apart * (1 if s.fit != "loose" else 0.6)])
    if s.fit in ("flared", "loose"):
        cx = np.maximum(cx, [thigh, knee + 0.3, end + 0.3])
    outer = smooth(
        [(waist, 2), (outer_hip, rise * 0.75), (cx[0] + thigh, rise + 3), (cx[1] + knee, ky), (cx[2] + end, length)]
    )
    inner = smooth([(cx[2] - end, length), (cx[1] - knee, ky), (max(cx[0] - thigh, 0.15) + 0.4, rise + 6), (0.0, rise)])
    return outer, inner, end


def trousers(rng: Rng, s: Spec, sk: Sketch, trim, waist: float = 0.0, top: float = 0.0) -> None:
    """Two legs with crotch, fly, pockets, creases, hems; on their own, or below a bodice whose waist is at `top`."""
    alone = waist == 0.0
    waist = waist or between(rng, 17.0, 20.5) + {"slim": -0.5, "loose": 1.5}.get(s.fit, 0)
    rise = between(rng, 22, 30)
    if s.category in ("shorts", "jumpsuit") and s.length in ("thigh", "knee"):
        length = rise + (between(rng, 7, 20) if s.length == "thigh" else between(rng, 24, 34))
    else:
        length = between(rng, 92, 106) if s.length == "full" else between(rng, 74, 86)
    start = len(sk.layers)
    outer, inner, end = leg(s, rng, waist, rise, length)
    tilt = rng.normal(0, 0.4)
    for hand in (-1, 1):
        hem = bend(outer[-1], (outer[-1] + inner[0]) / 2 + (0, between(rng, -0.5, 2)), inner[0], 5)
        shape = np.vstack([pts((-0.3, 3)), [outer[0]], outer, hem, inner]) * (hand, 1) * (between(rng, 0.98, 1.02), 1)
        sk.cloth(shape, turn=0.03 * hand * tilt, tone=between(rng, 0.95, 1.03), lift=0.3)
        if chance(rng, 0.3) and s.category == "trousers" and s.fit in ("regular", "slim", "flared"):
            mid = (
                (outer[8:] + inner[::-1][: len(outer) - 8][: len(outer[8:])]) / 2
                if len(inner) >= len(outer) - 8
                else outer[8:] * (0.6, 1)
            )
            sk.line(mid * (hand, 1), s.inks[0] * 0.6, 0.3, 0.35)
        cuff = pick(
            rng, {"hem": 5, "turn-up": 1, "rib": 3 if s.material in ("fleece",) else 0.4 if s.fit == "loose" else 0}
        )
        edge = np.array([outer[-1], inner[0]])
        if cuff == "hem":
            sk.line((edge - (0, 1.6)) * (hand, 1), trims.seam_colour(s), 0.22, 0.45)
        else:
            quad = np.vstack([edge + ((0.4, 0), (-0.4, 0)), edge[::-1] + ((-0.4, -4.5), (0.4, -4.5))]) * (hand, 1)
            if cuff == "rib":
                trims.rib(sk, s, quad, 0.8)
            else:
                sk.cloth(quad, tone=between(rng, 0.85, 1.08), lift=0.3, folds=0.2)
        knee_y = rise + (length - rise) * 0.45
        if s.material == "denim":
            mid_x = (outer[len(outer) // 2][0] + inner[len(inner) // 2][0]) / 2
            worn(
                sk, s, rng, [(mid_x * hand, rise + 8, 5.5, (knee_y - rise) * 0.9), (mid_x * hand, knee_y + 8, 4.5, 10)]
            )
        if "ripped" in s.detail:
            rips(sk, s, rng, outer[-1][0] * 0.5 * hand, rise + 3, length - 4, end)
        if "colour-block" in s.pattern:
            stripe = np.vstack([outer[1:], (outer[1:] - (between(rng, 2, 5), 0))[::-1]])
            sk.cloth(stripe * (hand, 1), texture=1, lift=0)
    if "graphic" in s.pattern and len(s.inks) > 1:
        sk.layers[start].print = (prints.placed(rng, 60, s.inks[1:]), (-waist * 0.6, rise + 12), waist * 0.6)
    seam = trims.seam_colour(s) if s.material == "denim" else s.inks[0] * 0.4
    sk.line(
        bend((0, 3), (0.6, rise * 0.6), (0, rise)),
        s.inks[0] * 0.35 if s.inks[0].mean() > 45 else s.inks[0] + 30,
        0.35,
        0.65,
    )
    if alone and s.closure == "buttons":
        sk.line(
            np.vstack(
                [pts((2.6, 3), (2.6, rise * 0.5)), bend((2.6, rise * 0.5), (2.4, rise * 0.68), (0.3, rise * 0.72))]
            ),
            seam,
            0.3,
            0.6,
        )
    if "pockets" in s.detail or s.material == "denim":
        front_pockets(sk, s, rng, waist, 3.0)
    for hand in (1, -1):
        for _ in range(int(rng.integers(1, 5))):
            a = (between(rng, 0.5, 2), rise - between(rng, 0, 3))
            sk.line(
                bend(
                    (a[0] * hand, a[1]), (4 * hand, a[1] + 1), (between(rng, 5, 11) * hand, a[1] + between(rng, -7, 9))
                ),
                s.inks[0] * 0.4,
                0.3,
                0.25,
            )
    if alone:
        waistband(sk, s, rng, waist, 0.0, trim)
    elif "belt" in s.detail or chance(rng, 0.5):
        trims.belt(sk, s, rng, waist + 0.5, 1.0, trim)
    for layer in sk.layers[start:]:
        layer.points = np.asarray(layer.points) + (0, top)
        if layer.print:
            image, at, width = layer.print
            layer.print = (image, (at[0], at[1] + top), width)
