"""Product shots of the studio's sewn and laid-out garments, cut out, with what their cases tell of them."""

import json
import re
import subprocess
from pathlib import Path
from typing import Optional

import numpy as np
from PIL import Image

from . import colour, schema
from .data import STORED, Pictures
from .garment import cut_out

REPOSITORY = schema.TRAIN.parent.parent
SEED, SIZE = 4200, "384x512"
"""Of the set of cases: apart from those that the quality of results is measured on."""

PATTERN = {
    "plain": "plain", "melange": "plain", "knit": "plain", "stripes": "stripe-horizontal", "pinstripes": "stripe-vertical",
    "gingham": "check", "glen check": "check", "dots": "dot", "floral": "floral", "print": "graphic", "denim": "denim-wash",
}  # fmt: skip
MATERIAL = {"jersey": "jersey", "denim": "denim", "knit": "knit", "wool": "wool", "poplin": "woven"}
TOPS = {"tee": "t-shirt", "tank top": "tank-top", "long-sleeved top": "t-shirt"}
LOWER = ("trousers", "shorts", "skirt")


def make(folder: Path, cases: int) -> None:
    """Makes cases with the product itself; those that are there already are kept."""
    command = [str(REPOSITORY / "toile"), "studio", "make", "--seed", str(SEED), "--size", SIZE]
    subprocess.run([*command, "--count", str(cases), "--out", str(folder)], check=True)


def truth_of(garment: dict) -> Optional[dict]:
    """
    What a garment of a case surely is; groups that its case says nothing of are left out. None for what the studio
    has and the schema has not.
    """
    told = re.fullmatch(r"(.+?) (tee|tank top|long-sleeved top|trousers|shorts|skirt|dress|jacket), (\w+)", garment["fabric"])
    if not told:
        return None
    pattern, noun, material = told.groups()
    truth = {"pattern": [PATTERN[pattern]], "material": MATERIAL[material]}
    truth["category"] = TOPS.get(noun, noun)
    if noun == "long-sleeved top" and pattern == "knit":
        truth["category"] = "sweater"
    if noun == "trousers" and pattern == "denim":
        truth["category"] = "jeans"
    if noun in LOWER:
        truth |= {"sleeve": "none", "neckline": "none"}
    elif garment["sleeve"] in schema.IDS["sleeve"]:
        truth["sleeve"] = garment["sleeve"]
    if noun in TOPS:
        truth["closure"] = "none"
    if noun == "jacket":
        truth["closure"] = "open"
    return truth


def shots(case: Path) -> list[tuple[np.ndarray, dict]]:
    """Cut-outs uint8 [STORED, STORED, 4] and truths of a case's garments, on a figure and laid flat."""
    out = []
    for garment in json.loads((case / "case.json").read_text(encoding="utf-8"))["garments"]:
        truth = truth_of(garment)
        if not truth:
            continue
        for view in ("ghost", "flat"):
            rgb = np.asarray(Image.open(case / garment[view]).convert("RGB"), np.float32)
            alpha = np.asarray(Image.open(case / garment[f"{view}Mask"]).convert("L"), np.float32) / 255
            if (alpha > 0.5).sum() < 200:
                continue
            names = [name for name, _ in colour.names_in(rgb[alpha > 0.99])]
            out.append((cut_out(rgb, alpha, STORED), {**truth, "colour": names}))
    return out


def load(folder: Path, count: int) -> Pictures:
    """Reads `count` product shots of a set of cases. Raises ValueError when there are fewer."""
    found: list[tuple[np.ndarray, dict]] = []
    for case in sorted(path for path in folder.iterdir() if (path / "case.json").exists()):
        found += shots(case)
        if len(found) >= count:
            break
    if len(found) < count:
        raise ValueError(f"{folder} holds {len(found)} product shots, {count} are needed.")
    images, truths = zip(*found[:count])
    return Pictures(np.stack(images), np.stack([schema.vector(t) for t in truths]), list(truths))
