"""Cases cut from paper: flat figures and garments with their truth, drawn in an instant, to test the code with."""

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from . import names

WIDTH, HEIGHT = 96, 128
PART = {name: k for k, name in enumerate(names.PARTS)}


def figure(rng: np.random.Generator) -> tuple[Image.Image, Image.Image, dict]:
    """A picture, its labels, and keypoints of a figure with its arms out."""
    image = Image.new("RGB", (WIDTH, HEIGHT), tuple(int(v) for v in rng.integers(0, 256, 3)))
    labels = Image.new("L", (WIDTH, HEIGHT), 0)
    pens = [ImageDraw.Draw(image), ImageDraw.Draw(labels)]
    x, y = 48 + int(rng.integers(-6, 7)), 18 + int(rng.integers(-4, 5))
    skin = (220, 180, 150)

    def box(part: str, colour: tuple, corners: tuple) -> None:
        moved = [corners[0] + x, corners[1] + y, corners[2] + x, corners[3] + y]
        pens[0].rectangle(moved, fill=colour)
        pens[1].rectangle(moved, fill=PART[part])

    cloth = [tuple(int(v) for v in rng.integers(0, 256, 3)) for _ in range(2)]
    box("neck", skin, (-3, 4, 3, 12))
    box("hair", (60, 40, 20), (-7, -9, 7, -2))
    box("face", skin, (-6, -4, 6, 6))
    box("lower", cloth[1], (-9, 40, 9, 84))
    box("upper", cloth[0], (-11, 11, 11, 44))
    for side, sign in (("left", 1), ("right", -1)):
        box(f"{side}Arm", skin, tuple(sorted((sign * 12, sign * 28)))[:1] + (13,) + tuple(sorted((sign * 12, sign * 28)))[1:] + (19,))
        box(f"{side}Hand", skin, (min(sign * 29, sign * 35), 13, max(sign * 29, sign * 35), 19))
        box(f"{side}Footwear", (30, 30, 30), (min(sign * 1, sign * 11), 85, max(sign * 1, sign * 11), 90))
    places = {"nose": (0, 1), "leftEar": (6, 0), "rightEar": (-6, 0)}
    for side, sign in (("left", 1), ("right", -1)):
        places.update({
            f"{side}Shoulder": (10 * sign, 14), f"{side}Elbow": (19 * sign, 16), f"{side}Wrist": (28 * sign, 16),
            f"{side}Index": (34 * sign, 16), f"{side}Hip": (6 * sign, 42), f"{side}Knee": (6 * sign, 63),
            f"{side}Ankle": (6 * sign, 83), f"{side}FootIndex": (7 * sign, 89),
        })  # fmt: skip
    keypoints = {n: {"x": float(x + p[0]), "y": float(y + p[1]), "visible": True} for n, p in places.items()}
    return image, labels, keypoints


def shirt(rng: np.random.Generator) -> tuple[Image.Image, Image.Image, dict]:
    """A picture, its cut-out, and landmarks of a shirt with short sleeves."""
    image = Image.new("RGB", (WIDTH, WIDTH), (235, 235, 235))
    mask = Image.new("L", (WIDTH, WIDTH), 0)
    half, x, y = 18 + int(rng.integers(-3, 4)), 48 + int(rng.integers(-4, 5)), 16 + int(rng.integers(-4, 5))
    marks = {
        "collar": (7, 0), "shoulder": (half, 4), "cuffOuter": (half + 14, 20), "cuffInner": (half + 8, 27), "armpit": (half - 1, 18),
        "hem": (half, 62),
    }  # fmt: skip
    order = ("collar", "shoulder", "cuffOuter", "cuffInner", "armpit", "hem")
    right = [(x + marks[n][0], y + marks[n][1]) for n in order]
    left = [(x - marks[n][0], y + marks[n][1]) for n in reversed(order)]
    ImageDraw.Draw(image).polygon(right + left, fill=tuple(int(v) for v in rng.integers(0, 200, 3)))
    ImageDraw.Draw(mask).polygon(right + left, fill=255)
    truth = {"hemC": {"x": float(x), "y": float(y + 62)}}
    for name, (dx, dy) in marks.items():
        for side, sign in (("L", -1), ("R", 1)):
            truth[name + side] = {"x": float(x + sign * dx), "y": float(y + dy)}
    return image, mask, truth


def make(folder: Path, count: int, seed: int) -> None:
    """Writes `count` cases in the layout of a synthetic set."""
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        case = folder / f"{number + 1:03d}-top"
        case.mkdir(parents=True, exist_ok=True)
        about: dict = {"name": case.name}
        for which in "ab":
            image, labels, about["keypoints"] = figure(np.random.default_rng((seed, number, which == "b")))
            image.save(case / f"{which}.png")
            labels.save(case / f"{which}-labels.png")
            labels.point(lambda v: 255 if v else 0).save(case / f"{which}-matte.png")
            about[which] = {"picture": f"{which}.png", "labels": f"{which}-labels.png", "matte": f"{which}-matte.png"}
        garment = {"category": "top"}
        for shot, marks in (("ghost", "landmarks"), ("flat", "flatLandmarks")):
            image, mask, garment[marks] = shirt(rng)
            image.save(case / f"{shot}.png")
            mask.save(case / f"{shot}-mask.png")
            garment[shot], garment[f"{shot}Mask"] = f"{shot}.png", f"{shot}-mask.png"
        about["garments"] = [garment]
        (case / "case.json").write_text(json.dumps(about), encoding="utf-8")
