"""Held-out garments as a folder of picture files with a table of labels, as `toile bench knowledge` reads it."""

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from . import captions, garment
from .settings import HELD_SEED

SIDE = 640
"""Side of the pictures, pixels."""
COLUMNS = ("category", "sleeve", "neckline", "pattern", "colour")


def write(folder: Path, count: int) -> None:
    """
    Writes the first `count` held-out garments: PNG files of colour and cover (product shots are all cover) and
    labels.csv with the values of COLUMNS that count as right and a caption in each language.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as table:
        lines = csv.writer(table)
        lines.writerow(["file", *COLUMNS, *(f"caption_{language}" for language in captions.LANGUAGES)])
        for k in range(count):
            square, spec = garment.sample(HELD_SEED + k, SIDE)
            name = f"{k:04d}.png"
            Image.fromarray(square if square[..., 3].min() < 255 else square[..., :3]).save(folder / name)
            truth = spec.truth()
            values = [truth[group] if isinstance(truth[group], str) else "|".join(truth[group]) for group in COLUMNS]
            rng = np.random.default_rng(k)
            lines.writerow([name, *values, *(captions.caption(rng, truth, lang)[0] for lang in captions.LANGUAGES)])
