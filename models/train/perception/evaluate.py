"""Figures of the networks on pictures that were not trained on."""

from collections.abc import Sequence
from typing import Optional

import numpy as np
import torch
from torch.nn import functional as F

from . import batches, frame, names
from .cases import Person, Shot
from .model import GarmentNet, PartsNet

PRESENT = 0.0005
"""Share of a frame from which a part counts, as in the engine's figure."""


def part_probabilities(model: PartsNet, people: Sequence[Person]) -> np.ndarray:
    """float32 [n, parts, HEIGHT, WIDTH] of the frames of people."""
    out = []
    with torch.no_grad():
        for person in people:
            x = torch.from_numpy(frame.person_input(person.image, person.pose))[None]
            out.append(model.eval()(x).softmax(1)[0].numpy())
    return np.stack(out)


def framed_labels(person: Person) -> np.ndarray:
    """Labels int64 [HEIGHT, WIDTH] of the frame of a person, IGNORED outside the picture."""
    x, y, w, h = frame.person_frame(person.pose, person.image.shape[1], person.image.shape[0])
    xs = np.floor(x + (np.arange(frame.WIDTH) + 0.5) * w / frame.WIDTH).astype(int)
    ys = np.floor(y + (np.arange(frame.HEIGHT) + 0.5) * h / frame.HEIGHT).astype(int)
    height, width = person.labels.shape
    inside = (ys[:, None] >= 0) & (ys[:, None] < height) & (xs >= 0) & (xs < width)
    picked = person.labels[np.clip(ys, 0, height - 1)[:, None], np.clip(xs, 0, width - 1)]
    return np.where(inside, picked, batches.IGNORED).astype(np.int64)


def part_figures(model: PartsNet, people: Sequence[Person]) -> dict:
    """Mean over the pictures of the overlap of the parts that each shows, the same by part, and the share of right pixels."""
    overlaps: dict[str, list[float]] = {}
    means, right = [], []
    for person, chance in zip(people, part_probabilities(model, people)):
        truth, found = framed_labels(person), chance.argmax(0)
        known = truth >= 0
        shown = [k for k in range(len(names.PARTS)) if (truth == k).sum() >= PRESENT * known.sum()]
        each = {k: (known & (found == k) & (truth == k)).sum() / (known & ((found == k) | (truth == k))).sum() for k in shown}
        for k, value in each.items():
            overlaps.setdefault(names.PARTS[k], []).append(value)
        means.append(np.mean(list(each.values())))
        right.append((found == truth)[known].mean())
    by_part = {n: round(float(np.mean(overlaps[n])), 4) for n in names.PARTS if n in overlaps}
    return {"miou": round(float(np.mean(means)), 4), "accuracy": round(float(np.mean(right)), 4), "iou": by_part}


def peaks(maps: np.ndarray) -> np.ndarray:
    """Places float64 [landmarks, 3]: x and y in cells and the height of the highest cell of each map [landmarks, s, s]; the
    place is the centre of what lies within two cells of it, weighted by height."""
    out = np.zeros((len(maps), 3))
    for k, m in enumerate(maps):
        y, x = np.unravel_index(int(m.argmax()), m.shape)
        y0, y1, x0, x1 = max(0, y - 2), min(m.shape[0], y + 3), max(0, x - 2), min(m.shape[1], x + 3)
        near = np.clip(m[y0:y1, x0:x1], 1e-6, None).astype(np.float64)
        ys, xs = np.arange(y0, y1) + 0.5, np.arange(x0, x1) + 0.5
        out[k] = (near.sum(0) * xs).sum() / near.sum(), (near.sum(1) * ys).sum() / near.sum(), m[y, x]
    return out


def found_marks(model: GarmentNet, shots: Sequence[Shot]) -> tuple[list[np.ndarray], np.ndarray]:
    """Of every shot the landmarks [landmarks, 3] in its pixels with the height of their peaks, and probabilities of the
    categories [n, categories]."""
    marks, chances = [], []
    with torch.no_grad():
        for shot in shots:
            x, y, side = frame.garment_square(shot.alpha)
            maps, kind = model.eval()(torch.from_numpy(frame.garment_input(shot.image, shot.alpha))[None])
            found = peaks(maps[0].numpy())
            found[:, :2] = found[:, :2] * side / batches.MAP + (x, y)
            marks.append(found)
            chances.append(F.softmax(kind, 1)[0].numpy())
    return marks, np.stack(chances)


def mark_figures(model: GarmentNet, shots: Sequence[Shot]) -> dict:
    """Share of the true landmarks found within 5 and 10 % of the garment's size, mean distance in pixels of the picture and
    as a share of that size, and the share of right categories: of all shots and by kind of shot."""
    found, chances = found_marks(model, shots)
    rows = []
    for shot, marks, chance in zip(shots, found, chances):
        side = frame.garment_square(shot.alpha)[2] / (1 + 2 * frame.MARGIN)
        apart = np.hypot(*(marks[:, :2] - batches.mark_points(shot)).T)
        apart = apart[~np.isnan(apart)]
        rows.append((shot.shot, apart, apart / side, int(chance.argmax()) == shot.category))

    def of(which: Optional[str]) -> dict:
        kept = [r for r in rows if which is None or r[0] == which]
        pixels, shares = np.concatenate([r[1] for r in kept]), np.concatenate([r[2] for r in kept])
        return {
            "pck5": round(float((shares <= 0.05).mean()), 4),
            "pck10": round(float((shares <= 0.1).mean()), 4),
            "pixels": round(float(pixels.mean()), 3),
            "share": round(float(shares.mean()), 5),
            "category": round(float(np.mean([r[3] for r in kept])), 4),
        }

    return {"all": of(None), **{s: of(s) for s in ("ghost", "flat") if any(r[0] == s for r in rows)}}
