"""Named colours in CIE Lab (D65): conversion, difference, drawing one at random, naming those of a cut-out."""

import numpy as np

from .schema import GROUPS

NAMES = [value["id"] for value in GROUPS["colour"]["values"]]
REFERENCES = np.array([lab for value in GROUPS["colour"]["values"] for lab in value["lab"]], np.float64)
OWNERS = np.array([k for k, value in enumerate(GROUPS["colour"]["values"]) for _ in value["lab"]])

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def to_lab(rgb: np.ndarray) -> np.ndarray:
    """sRGB samples 0..255 [..., 3] to CIE Lab [..., 3]."""
    c = np.asarray(rgb, np.float64) / 255
    c = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    xyz = c @ _TO_XYZ.T / _WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def to_rgb(lab: np.ndarray) -> np.ndarray:
    """CIE Lab [..., 3] to sRGB samples 0..255, clipped to the gamut."""
    lab = np.asarray(lab, np.float64)
    fy = (lab[..., 0] + 16) / 116
    f = np.stack([fy + lab[..., 1] / 500, fy, fy - lab[..., 2] / 200], -1)
    xyz = np.where(f**3 > 216 / 24389, f**3, (116 * f - 16) * 27 / 24389) * _WHITE
    c = np.clip(xyz @ np.linalg.inv(_TO_XYZ).T, 0, 1)
    return 255 * np.where(c <= 0.0031308, 12.92 * c, 1.055 * c ** (1 / 2.4) - 0.055)


def difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """CIEDE2000 difference of Lab colours that broadcast over all but the last axis (Sharma, Wu, Dalal 2005)."""
    l1, a1, b1 = np.moveaxis(np.asarray(a, np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(b, np.float64), -1, 0)
    mean7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean7 / (mean7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = c1 * c2 == 0
    dh = np.where(grey, 0, (h2 - h1 + 180) % 360 - 180)
    dl, dc = l2 - l1, c2 - c1
    big_dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2)
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = np.where(grey, h1 + h2, h1 + dh / 2) % 360
    t = 1 - 0.17 * np.cos(np.radians(hm - 30)) + 0.24 * np.cos(np.radians(2 * hm))
    t = t + 0.32 * np.cos(np.radians(3 * hm + 6)) - 0.2 * np.cos(np.radians(4 * hm - 63))
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rc = 2 * np.sqrt(cm**7 / (cm**7 + 25.0**7))
    rt = -np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2)))) * rc
    x, y, z = dl / sl, dc / sc, big_dh / sh
    return np.sqrt(np.maximum(x * x + y * y + z * z + rt * y * z, 0))


def name_of(lab: np.ndarray) -> np.ndarray:
    """Index into NAMES of the nearest reference of each Lab colour [n, 3]."""
    return OWNERS[np.argmin(difference(np.asarray(lab)[:, None], REFERENCES[None]), 1)]


def draw(rng: np.random.Generator, name: str) -> np.ndarray:
    """sRGB colour 0..255 [3] that bears this name: near one of its references and nearer to no other name."""
    own = REFERENCES[OWNERS == NAMES.index(name)]
    for shrink in (1, 0.7, 0.4, 0.2):
        lab = own[rng.integers(len(own))] + rng.normal(0, 1, 3) * (5, 4, 5) * shrink
        rgb = to_rgb(lab)
        if NAMES[name_of(to_lab(rgb)[None])[0]] == name:
            return rgb
    return to_rgb(own[0])


def clusters(rgb: np.ndarray, k: int = 6, rounds: int = 12) -> list[tuple[np.ndarray, float]]:
    """
    Lab centres with their shares of the area, largest first, of pixels [n, 3] sRGB 0..255. Deterministic: the seeds
    are pixels as far as possible from each other (weighted by how many are near), then k-means; centres nearer than
    8 (CIEDE2000) are merged.
    """
    lab = to_lab(rgb[:: max(1, len(rgb) // 4000)])
    cells, inverse, counts = np.unique(np.round(lab / 6).astype(int), axis=0, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(inverse.ravel(), lab[:, c]) for c in range(3)], 1)
    points, weight = sums / counts[:, None], counts.astype(np.float64)
    centres = points[[int(np.argmax(weight))]]
    while len(centres) < min(k, len(points)):
        gap = ((points[:, None] - centres[None]) ** 2).sum(-1).min(1)
        centres = np.vstack([centres, points[np.argmax(gap * np.sqrt(weight))]])
    for _ in range(rounds):
        owner = ((points[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
        total = np.bincount(owner, weight, len(centres))
        moved = np.stack([np.bincount(owner, weight * points[:, c], len(centres)) for c in range(3)], 1)
        centres = np.where(total[:, None] > 0, moved / np.maximum(total, 1e-9)[:, None], centres)
    found = [(c, w) for c, w in sorted(zip(centres, total / total.sum()), key=lambda cw: -cw[1]) if w > 0]
    merged: list[tuple[np.ndarray, float]] = []
    for c, w in found:
        for i, (d, v) in enumerate(merged):
            if difference(c, d) < 8:
                merged[i] = ((c * w + d * v) / (w + v), w + v)
                break
        else:
            merged.append((c, w))
    return sorted(merged, key=lambda cw: -cw[1])


def names_in(rgb: np.ndarray, least: float = 0.1) -> list[tuple[str, float]]:
    """Colour names of a cut-out's pixels [n, 3] with their shares, largest first; those under `least` left out."""
    shares: dict[str, float] = {}
    for centre, share in clusters(rgb):
        name = NAMES[name_of(centre[None])[0]]
        shares[name] = shares.get(name, 0) + share
    ranked = sorted(shares.items(), key=lambda ns: -ns[1])
    return [ns for ns in ranked if ns[1] >= least] or ranked[:1]
