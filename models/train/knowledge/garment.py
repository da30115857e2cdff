"""One garment from its attributes: cloth, sketch and picture, cut out or as a product shot."""

import io

import numpy as np
from PIL import Image, ImageFilter

from . import bottoms, colour, patterns, prints, tops
from .noise import Rng, between, chance, field, mix, pick
from .render import Cloth, render
from .sketch import Sketch
from .spec import Spec, draw

GROUND = 240
"""Grey that cut-outs lie on, as in the README of this folder."""
MARGIN = 0.06
"""Room around a cut-out, share of its long side."""


def grain(rng: Rng, tex: np.ndarray, material: str) -> np.ndarray:
    """The look of a material laid over its colours."""
    side = tex.shape[0]
    yy, xx = np.mgrid[0:side, 0:side].astype(np.float32)
    if material == "knit":
        p, style = between(rng, 3, 9), pick(rng, {"rib": 3, "cable": 2, "fine": 3, "chunky": 2})
        if style == "rib":
            f = 0.88 + 0.2 * np.abs(np.sin(np.pi * xx / p))
        elif style == "cable":
            w = p * 4
            rope = np.sin(2 * np.pi * yy / (w * 0.9) + np.sign(np.sin(2 * np.pi * xx / w)) * 1.2 + 4 * xx / w)
            f = 0.9 + 0.13 * rope * (np.abs(np.sin(np.pi * xx / w)) > 0.35) + 0.05 * np.sin(2 * np.pi * xx / 3)
        elif style == "fine":
            f = 0.97 + 0.05 * np.sin(2 * np.pi * xx / 2.6) * np.sin(2 * np.pi * yy / 3.2)
        else:
            f = 0.9 + 0.16 * np.abs(np.sin(np.pi * xx / p + 0.6 * np.sin(2 * np.pi * yy / p)))
    elif material == "corduroy":
        f = 0.86 + 0.26 * np.abs(np.sin(np.pi * xx / between(rng, 2.5, 5)))
    elif material in ("wool", "fleece", "linen"):
        f = 1 + between(rng, 0.02, 0.07) * rng.normal(0, 1, (side, side))
        if material == "linen":
            f = f + 0.03 * field(rng, (side, side), (4, 120)) + 0.03 * field(rng, (side, side), (120, 4))
    elif material == "leather":
        f = 1 + 0.05 * field(rng, (side, side), (60, 60), 2)
    else:
        return tex
    return tex * f[..., None].astype(np.float32)


def cloth_of(rng: Rng, s: Spec) -> Cloth:
    """Textures (the pattern first, then plain ones of the further colours) and how the material falls and shines."""
    inks = list(s.inks)
    main = next((p for p in s.pattern if p not in ("graphic", "colour-block")), "plain")
    if len(inks) == 1 and main == "lace":
        behind = inks[0] * between(rng, 0.35, 0.6) if inks[0].mean() > 90 else inks[0] + between(rng, 40, 110)
        inks.append(np.array([215.0, 190, 172]) if chance(rng, 0.3) else behind)
    base = patterns.texture(rng, main, inks)
    if (
        s.pattern == ["graphic"]
        and s.category not in ("t-shirt", "hoodie", "sweater", "tank-top")
        and chance(rng, 0.75)
    ):
        base = prints.allover(rng, patterns.SIDE, inks[0], inks[1:])
    textures = [grain(rng, base, s.material)]
    textures += [grain(rng, patterns.solid(c), s.material) for c in (s.inks[1:] or [s.inks[0]])]
    textures += [textures[-1]] * 2
    folds = {
        "satin": 1.5,
        "chiffon": 1.4,
        "jersey": 0.8,
        "linen": 1.2,
        "leather": 1.3,
        "knit": 0.5,
        "denim": 0.8,
        "wool": 0.5,
        "padded": 0.8,
    }
    gloss = {"satin": between(rng, 0.3, 1), "leather": between(rng, 0.3, 1), "padded": between(rng, 0, 0.8)}
    return Cloth(
        textures,
        folds=folds.get(s.material, 0.9) * between(rng, 0.25, 0.9),
        gloss=gloss.get(s.material, 0.0),
        quilt=between(rng, 5, 11) if s.material == "padded" else 0.0,
        sheer=between(rng, 0.1, 0.6) if s.material == "chiffon" else 0.0,
        zoom=between(rng, 0.85, 1.6),
    )


def sketch_of(rng: Rng, s: Spec) -> Sketch:
    """The layers of a garment."""
    sk = Sketch(narrowest=0.72 if s.wide else 0.93)
    inner = (
        s.inks[0] * 0.8
        if chance(rng, 0.6)
        else colour.draw(rng, pick(rng, {"white": 2, "cream": 2, "grey": 2, "black": 2, "beige": 1, "navy": 1}))
    )
    trim = (
        s.inks[1]
        if len(s.inks) > 1 and chance(rng, 0.5)
        else colour.draw(rng, pick(rng, {"white": 3, "black": 3, "navy": 1, "red": 1, "cream": 1}))
    )
    if s.category in tops.TOPLIKE:
        b = tops.draw(rng, s, sk, inner, trim)
        if s.category == "jumpsuit":
            bottoms.trousers(rng, s, sk, trim, b.hem[0], b.hem[1] - 2)
    elif s.category == "skirt":
        bottoms.skirt(rng, s, sk, trim)
    else:
        bottoms.trousers(rng, s, sk, trim)
    return sk


def picture(rng: Rng, s: Spec) -> tuple[np.ndarray, np.ndarray]:
    """Colours [h, w, 3] 0..255 and coverage 0..1 of a garment on render's canvas."""
    return render(rng, sketch_of(rng, s), cloth_of(rng, s))


def tight(alpha: np.ndarray) -> tuple[int, int, int, int]:
    """Box x0, y0, x1, y1 of coverage over one half."""
    rows, cols = np.where((alpha > 0.5).any(1))[0], np.where((alpha > 0.5).any(0))[0]
    return int(cols[0]), int(rows[0]), int(cols[-1]) + 1, int(rows[-1]) + 1


def fitted(image: Image.Image, box, margin: float, side: int, ground) -> Image.Image:
    """The part of a picture in a box, with a margin (share of the long side), in the middle of a square."""
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    whole = max(wide, high) + 2 * round(margin * max(wide, high))
    square = Image.new(image.mode, (whole, whole), ground)
    square.paste(image, ((whole - wide) // 2 - x0, (whole - high) // 2 - y0))
    return square.resize((side, side), Image.BOX if square.width > side else Image.BILINEAR)


def covered(image: np.ndarray, cover: np.ndarray) -> np.ndarray:
    """Colours [h, w, 3] and cover [h, w] as one uint8 [h, w, 4]."""
    return np.concatenate([image, cover[..., None]], 2)


def cut_out(rgb: np.ndarray, alpha: np.ndarray, side: int, margin: float = MARGIN) -> np.ndarray:
    """
    A garment on the ground colour and its cover as uint8 [side, side, 4], as the README of this folder says; rgb
    [h, w, 3] 0..255, alpha [h, w] 0..1.
    """
    a = np.asarray(alpha, np.float32)[..., None]
    flat = Image.fromarray((rgb * a + GROUND * (1 - a)).clip(0, 255).astype(np.uint8))
    image = fitted(flat, tight(alpha), margin, side, (GROUND,) * 3)
    cover = fitted(Image.fromarray((alpha * 255).astype(np.uint8)), tight(alpha), margin, side, 0)
    return covered(np.asarray(image), np.asarray(cover))


def backdrop(rng: Rng, side: int) -> np.ndarray:
    """A studio ground [side, side, 3]: white, grey, beige, a tint, a gradient, a floor, sometimes boards or cloth."""
    base = {
        "white": (252, 252, 252),
        "grey": (243, 243, 243),
        "warm": (236, 228, 222),
        "mid": (205, 205, 205),
        "tint": rng.uniform(120, 250, 3),
        "dark": rng.uniform(20, 90, 3),
    }
    tone = np.array(base[pick(rng, {"white": 6, "grey": 6, "warm": 3, "mid": 2, "tint": 3, "dark": 0.7})], np.float32)
    tone = tone + rng.normal(0, 3, 3)
    out = np.broadcast_to(tone, (side, side, 3)).astype(np.float32)
    if chance(rng, 0.35):
        yy, xx = np.mgrid[0:side, 0:side] / side - 0.5
        a = between(rng, 0, 7)
        out = (
            out
            * (
                1
                + between(rng, 0.02, 0.14) * (np.cos(a) * xx + np.sin(a) * yy - between(rng, 0, 1.5) * (xx**2 + yy**2))
            )[..., None]
        )
    if chance(rng, 0.1):
        out = (
            out
            * (1 + between(rng, 0.01, 0.05) * field(rng, (side, side), (between(rng, 2, 60), between(rng, 2, 30)), 2))[
                ..., None
            ]
        )
    return out.clip(0, 255)


def product_shot(rng: Rng, rgb: np.ndarray, alpha: np.ndarray, side: int) -> np.ndarray:
    """The garment somewhere on a ground with its shadow, as uint8 [side, side, 3]."""
    n = alpha.shape[0]
    ground = backdrop(rng, n)
    share = between(rng, 0.62, 1.0)
    small = max(40, int(n * share))
    a = np.asarray(Image.fromarray((alpha * 255).astype(np.uint8)).resize((small, small), Image.BILINEAR))
    c = np.asarray(Image.fromarray(rgb.astype(np.uint8)).resize((small, small), Image.BILINEAR), np.float32)
    x, y = (int(between(rng, 0.25, 0.75) * (n - small)) for _ in range(2))
    sheet = Image.new("L", (n, n))
    sheet.paste(Image.fromarray(a), (x, y))
    cover = np.asarray(sheet, np.float32)[..., None] / 255
    if chance(rng, 0.6):
        cast = Image.new("L", (n, n))
        cast.paste(sheet, (round(rng.normal(0, 2)), round(between(rng, 0, 5))))
        soft = np.asarray(cast.filter(ImageFilter.GaussianBlur(between(rng, 2, 9))), np.float32)[..., None] / 255
        ground = ground * (1 - between(rng, 0.1, 0.5) * soft)
    full = np.zeros((n, n, 3), np.float32)
    full[y : y + small, x : x + small] = c
    image = Image.fromarray((full * cover + ground * (1 - cover)).clip(0, 255).astype(np.uint8))
    return np.asarray(image.resize((side, side), Image.BOX))


def camera(rng: Rng, image: np.ndarray) -> np.ndarray:
    """Small faults of a photo: cast, exposure, contrast, blur or sharpening, grain, JPEG."""
    out = image.astype(np.float32)
    out = (out - 128) * between(rng, 0.92, 1.2) + 128
    out = out * (1 + rng.normal(0, 0.02, 3)) * between(rng, 0.94, 1.08)
    if chance(rng, 0.3):
        out = out + rng.normal(0, between(rng, 1, 5), out.shape)
    shot = Image.fromarray(out.clip(0, 255).astype(np.uint8))
    if chance(rng, 0.15):
        shot = shot.filter(ImageFilter.GaussianBlur(between(rng, 0.2, 0.7)))
    elif chance(rng, 0.6):
        shot = shot.filter(ImageFilter.UnsharpMask(1, int(between(rng, 30, 120)), 0))
    if chance(rng, 0.5):
        data = io.BytesIO()
        shot.save(data, "JPEG", quality=int(between(rng, 45, 95)))
        shot = Image.open(io.BytesIO(data.getvalue())).convert("RGB")
    return np.asarray(shot)


def fray(rng: Rng, alpha: np.ndarray) -> np.ndarray:
    """Coverage as an imperfect cut-out has it: a little too wide or narrow, softer, with a bite or a smear."""
    image = Image.fromarray((alpha * 255).astype(np.uint8))
    if chance(rng, 0.4):
        image = image.filter(ImageFilter.MinFilter(3) if chance(rng, 0.5) else ImageFilter.MaxFilter(3))
    out = np.asarray(image.filter(ImageFilter.GaussianBlur(between(rng, 0.3, 1.2))), np.float32) / 255
    if chance(rng, 0.05):
        n = alpha.shape[0]
        hole = np.clip(field(rng, (n, n), (6, 6)) - between(rng, 1.6, 2.4), 0, 0.3) / 0.3
        out = out * (1 - hole)
    return out if (out > 0.5).sum() > 200 else alpha


def sample(
    seed: int, side: int, category: str = "", raw_share: float = 0.25, wide: bool = False
) -> tuple[np.ndarray, Spec]:
    """
    Picture uint8 [side, side, 4] (colours, and what of it is garment) and truth of the garment with this seed, cut out
    or as a raw product shot, of which all counts as garment; `wide`: from the wider range of shapes.
    """
    rng = np.random.default_rng(seed)
    s = draw(rng, category, wide)
    rgb, alpha = picture(rng, s)
    if wide and s.colours[0] in ("white", "cream"):
        rgb = (rgb * between(rng, 1.0, 1.15)).clip(0, 255)
    if chance(rng, 0.5):
        rgb, alpha = rgb[:, ::-1], alpha[:, ::-1]
    if chance(rng, raw_share):
        return covered(camera(rng, product_shot(rng, rgb, alpha, side)), np.full((side, side), 255, np.uint8)), s
    alpha = fray(rng, alpha)
    halo = alpha[..., None]
    ground = np.float32(pick(rng, {250: 3, 225: 1, 200: 1}))
    rgb = mix(np.full_like(rgb, ground), rgb, np.clip(halo * 1.4, 0, 1)[..., 0]) if chance(rng, 0.3) else rgb
    margin = MARGIN + (rng.normal(0, 0.01) if chance(rng, 0.7) else between(rng, -0.05, 0.06))
    square = cut_out(rgb, alpha, side, margin)
    image, cover = camera(rng, square[..., :3]), square[..., 3]
    if chance(rng, 0.7):
        image = np.where(cover[..., None] > 20, image, np.full_like(image, GROUND))
    return covered(image, cover), s
