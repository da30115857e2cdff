"""Prints placed on a garment: lettering, badges, creatures, faces, pictures. Each an RGBA image of its own size."""

import math
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import motifs
from .noise import Rng, between, chance, field, pick, rgb8
from .schema import TRAIN

FONTS = TRAIN.parent.parent / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
WEIGHTS = ("400Regular/NotoSansSC_400Regular.ttf", "900Black/NotoSansSC_900Black.ttf", "700Bold/NotoSansSC_700Bold.ttf")
SYLLABLES = (
    "ba be bo ca co da de di fa fi go ka la le lo ma mi mo na ne no pa ra re ri ro sa se so ta te to va vi za".split()
)
HAN = "风花雪月山水云海春夏秋冬梦星光城南北青年好运"

Colours = list[np.ndarray]


@lru_cache(32)
def font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    """One of WEIGHTS at a size in pixels. Raises OSError naming the path when node_modules is not there."""
    return ImageFont.truetype(str(FONTS / WEIGHTS[weight]), size)


def word(rng: Rng) -> str:
    """A made-up name, in capitals or not, sometimes Chinese or a number."""
    kind = pick(rng, {"latin": 7, "han": 1.5, "number": 1.5})
    if kind == "han":
        return "".join(rng.choice(list(HAN), int(rng.integers(1, 4))))
    if kind == "number":
        return str(rng.integers(1, 99))
    made = "".join(rng.choice(SYLLABLES, int(rng.integers(2, 5))))
    return made.upper() if chance(rng, 0.7) else made.capitalize()


def lettering(rng: Rng, width: int, colours: Colours) -> Image.Image:
    """One to three lines of words, `width` pixels wide."""
    lines = [word(rng) for _ in range(int(pick(rng, {1: 5, 2: 3, 3: 1})))]
    parts = []
    for k, line in enumerate(lines):
        face = font(int(rng.integers(len(WEIGHTS))), 40)
        x0, y0, x1, y1 = face.getbbox(line)
        part = Image.new("RGBA", (x1 - x0 + 4, y1 - y0 + 4))
        ink = ImageDraw.Draw(part)
        if len(line) < 8 and chance(rng, 0.15):
            x = 2
            for i, letter in enumerate(line):
                ink.text((x, 2 - y0), letter, font=face, fill=rgb8(colours[i % len(colours)]))
                x += face.getlength(letter)
        else:
            ink.text((2 - x0, 2 - y0), line, font=face, fill=rgb8(colours[k % len(colours)]))
        w = max(6, round(width * (1 if k == 0 else between(rng, 0.5, 1))))
        parts.append(part.resize((w, max(4, round(w * part.height / part.width))), Image.BOX))
    gap = max(1, width // 16)
    sheet = Image.new("RGBA", (width, sum(p.height + gap for p in parts)))
    y = 0
    for p in parts:
        sheet.paste(p, ((width - p.width) // 2, y))
        y += p.height + gap
    return sheet.rotate(90, expand=True) if chance(rng, 0.1) else sheet


def creature(rng: Rng, width: int, colours: Colours) -> Image.Image:
    """An animal or a doll of a few rounded parts, mirrored halves made unlike."""
    h = round(width * between(rng, 1, 1.6))
    image = Image.new("RGBA", (width, h))
    ink = ImageDraw.Draw(image)
    skin, second, line = (colours[k % len(colours)] for k in range(3))
    cx, r = width / 2, width * between(rng, 0.2, 0.3)
    edge = rgb8(line * 0.3) if chance(rng, 0.5) else None
    motifs.ellipse(ink, (cx, h * 0.68), r * between(rng, 0.9, 1.4), h * 0.28, 0, rgb8(skin), edge)
    for side in (-1, 1):
        motifs.ellipse(ink, (cx + side * r, h * 0.9), r * 0.4, r * 0.3, 0, rgb8(skin), edge)
        ear = (cx + side * r * between(rng, 0.6, 1), h * 0.28 - r * between(rng, 0.4, 1))
        motifs.ellipse(ink, ear, r * 0.3, r * between(rng, 0.3, 0.8), side * 0.4, rgb8(second), edge)
    motifs.ellipse(ink, (cx, h * 0.28), r, r * between(rng, 0.8, 1.1), 0, rgb8(skin), edge)
    for side in (-1, 1):
        motifs.ellipse(ink, (cx + side * r * 0.4, h * 0.26), r * 0.12, r * 0.15, 0, (20, 20, 20))
    motifs.ellipse(ink, (cx, h * 0.33), r * 0.14, r * 0.1, 0, rgb8(line * 0.4))
    for _ in range(int(rng.integers(0, 14))):
        at = (cx + rng.normal(0, r * 0.5), h * between(rng, 0.2, 0.9))
        motifs.ellipse(ink, at, r * 0.12, r * 0.1, 0, rgb8(second))
    return image


def portrait(rng: Rng, width: int, colours: Colours) -> Image.Image:
    """A face with hair and shoulders, in line and flat colour or in greys, on a panel or free."""
    h = round(width * between(rng, 1.1, 1.5))
    image = Image.new("RGBA", (width, h))
    ink = ImageDraw.Draw(image)
    grey = chance(rng, 0.4)
    skin = (225, 225, 225) if grey else rgb8(np.array([236, 200, 170]) * between(rng, 0.5, 1.05))
    hair = rgb8(np.full(3, between(rng, 10, 90))) if grey else rgb8(colours[0])
    if chance(rng, 0.4):
        ink.rectangle((0, h * 0.1, width, h * 0.9), fill=rgb8(colours[-1]))
    cx = width / 2
    ink.polygon(
        [(0, h), (cx - width * 0.2, h * 0.75), (cx + width * 0.2, h * 0.75), (width, h)],
        fill=rgb8(colours[1 % len(colours)]),
    )
    motifs.ellipse(ink, (cx, h * 0.38), width * between(rng, 0.32, 0.45), h * between(rng, 0.3, 0.38), 0, hair)
    ink.rectangle((cx - width * 0.09, h * 0.55, cx + width * 0.09, h * 0.78), fill=skin)
    motifs.ellipse(ink, (cx, h * 0.42), width * 0.26, h * 0.24, 0, skin, (30, 30, 30))
    for side in (-1, 1):
        ink.line((cx + side * width * 0.06, h * 0.36, cx + side * width * 0.18, h * 0.35), fill=(30, 30, 30), width=2)
        motifs.ellipse(ink, (cx + side * width * 0.12, h * 0.4), width * 0.05, h * 0.02, 0, (30, 30, 40))
    ink.line((cx, h * 0.42, cx + width * 0.03, h * 0.5, cx, h * 0.5), fill=(90, 60, 50))
    motifs.ellipse(ink, (cx, h * 0.56), width * 0.09, h * 0.02, 0, rgb8(colours[0]) if not grey else (70, 70, 70))
    if chance(rng, 0.6):
        ink.polygon(
            [(cx - width * 0.3, h * 0.36), (cx, h * 0.14), (cx + width * 0.3, h * 0.36), (cx, h * 0.25)], fill=hair
        )
    return image


def picture(rng: Rng, width: int, colours: Colours) -> Image.Image:
    """A photograph-like panel: sky, ground, buildings or hills, light and grain."""
    h = round(width * between(rng, 0.7, 1.4))
    yy = np.linspace(0, 1, h)[:, None]
    top, low = np.array(colours[0], float) * 0.5 + 110, np.array(colours[-1], float) * 0.5 + 60
    sky = top * (1 - yy[..., None]) + low * yy[..., None] + np.zeros((h, width, 1))
    sky += field(rng, (h, width), (5, 5), 3)[..., None] * between(rng, 4, 22)
    image = Image.fromarray(sky.clip(0, 255).astype(np.uint8)).convert("RGBA")
    ink = ImageDraw.Draw(image)
    base = h * between(rng, 0.6, 0.85)
    for _ in range(int(rng.integers(2, 9))):
        x, w, t = between(rng, 0, width), between(rng, width * 0.03, width * 0.2), between(rng, h * 0.1, h * 0.5)
        tone = rgb8(colours[int(rng.integers(len(colours)))] * between(rng, 0.3, 0.8))
        if chance(rng, 0.6):
            ink.rectangle((x, base - t, x + w, base), fill=tone)
        else:
            ink.polygon([(x - w, base), (x + w, base), (x, base - t)], fill=tone)
    ink.rectangle((0, base, width, h), fill=rgb8(low * between(rng, 0.4, 0.8)))
    return image


def badge(rng: Rng, width: int, colours: Colours) -> Image.Image:
    """A sign: disc, star, bolt, heart, ring, stack of shapes, perhaps with a word."""
    image = Image.new("RGBA", (width, width))
    ink = ImageDraw.Draw(image)
    kind = pick(rng, {"disc": 3, "star": 2, "heart": 2, "stack": 3, "flowers": 2})
    c = width / 2
    if kind == "disc":
        ink.ellipse(
            (1, 1, width - 2, width - 2), fill=rgb8(colours[0]), outline=rgb8(colours[-1]), width=max(1, width // 12)
        )
    elif kind == "star":
        n = int(rng.integers(4, 9))
        r = [c if k % 2 == 0 else c * between(rng, 0.4, 0.7) for k in range(2 * n)]
        a = [math.pi * k / n - math.pi / 2 for k in range(2 * n)]
        ink.polygon([(c + q * math.cos(b), c + q * math.sin(b)) for q, b in zip(r, a)], fill=rgb8(colours[0]))
    elif kind == "heart":
        t = np.linspace(0, 2 * np.pi, 30)
        x, y = 16 * np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
        ink.polygon(list(zip(c + x * c / 17, c + y * c / 17)), fill=rgb8(colours[0]))
    elif kind == "stack":
        for _ in range(int(rng.integers(3, 8))):
            x, y, w, v = (between(rng, 0, width * k) for k in (0.7, 0.7, 0.6, 0.6))
            tone = rgb8(colours[int(rng.integers(len(colours)))])
            (ink.rectangle if chance(rng, 0.5) else ink.ellipse)((x, y, x + w + 2, y + v + 2), fill=tone)
    else:
        for _ in range(int(rng.integers(4, 12))):
            at = (between(rng, width * 0.2, width * 0.8), between(rng, width * 0.2, width * 0.8))
            motifs.leaf(ink, rng, at, width * 0.14, rgb8(motifs.GREENS[int(rng.integers(5))]))
            tone = rgb8(colours[int(rng.integers(len(colours)))])
            motifs.flower(ink, rng, at, width * between(rng, 0.1, 0.2), tone, (250, 220, 90))
    if kind != "flowers" and chance(rng, 0.4):
        text = lettering(rng, max(8, int(width * 0.7)), colours[1:] or colours)
        image.alpha_composite(
            text,
            (max(0, (width - text.width) // 2), max(0, min(width - text.height, width // 3)))
            if text.height < width
            else (0, 0),
        )
    return image


MAKERS = {"lettering": lettering, "creature": creature, "portrait": portrait, "picture": picture, "badge": badge}


def placed(rng: Rng, width: int, colours: Colours) -> Image.Image:
    """A print of `width` pixels: one of the kinds, often with words above or below."""
    kind = pick(rng, {"lettering": 4, "creature": 2, "portrait": 2, "picture": 1.5, "badge": 3})
    image = MAKERS[kind](rng, width, colours)
    if kind == "lettering" or not chance(rng, 0.4):
        return image
    words = lettering(rng, width, colours).crop((0, 0, width, width // 2))
    sheet = Image.new("RGBA", (width, image.height + words.height))
    above = chance(rng, 0.5)
    sheet.paste(words, (0, 0 if above else image.height))
    sheet.paste(image, (0, words.height if above else 0))
    return sheet


def allover(rng: Rng, side: int, ground: np.ndarray, colours: Colours) -> np.ndarray:
    """A cloth [side, side, 3] with one motif repeated in rows, or with one large picture over all of it."""
    if chance(rng, 0.3):
        return np.asarray(picture(rng, side, [ground, *colours]).convert("RGB").resize((side, side)), np.float32)
    sheet = Image.new("RGB", (side, side), rgb8(ground))
    size = int(rng.integers(18, 48))
    maker = MAKERS[pick(rng, {"creature": 2, "badge": 3, "lettering": 1, "portrait": 1})]
    stamps = [maker(rng, size, colours) for _ in range(2)]
    for x, y in motifs.places(rng, side, size * between(rng, 1.15, 1.7)):
        stamp = stamps[int(rng.integers(2))].rotate(between(rng, -25, 25), expand=True)
        sheet.paste(stamp, (round(x - size / 2), round(y - size / 2)), stamp)
    return np.asarray(sheet, np.float32)
