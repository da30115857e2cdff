"""Reads the cases of a synthetic set (`toile studio make`): people with labels and poses, garments with landmarks."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from . import names

NOISE = {"Shoulder": 0.06, "Hip": 0.07, "Ankle": 0.05}
"""How far the engine's pose lies from the joints, shares of the trunk's length, where no pose of the engine is there."""
OTHER_NOISE = 0.03
SHOT = 320
"""Largest long side of product pictures as they are kept, pixels."""


@dataclass
class Person:
    """One picture of a person: RGB uint8 [h, w, 3], PART values uint8 [h, w], alpha uint8 [h, w], pose float32 [33, 3]
    (x, y in pixels, visibility 0..1)."""

    name: str
    image: np.ndarray
    labels: np.ndarray
    matte: np.ndarray
    pose: np.ndarray


@dataclass
class Shot:
    """One product picture: RGB uint8 [h, w, 3], alpha uint8 [h, w], landmarks by name in pixels, index of the category."""

    name: str
    shot: str
    image: np.ndarray
    alpha: np.ndarray
    landmarks: dict[str, tuple[float, float]]
    category: int


def _picture(path: Path, mode: str) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert(mode))


def _shot(case: Path, garment: dict, shot: str, marks: dict) -> Shot:
    """A product picture, made smaller where it is larger than SHOT."""
    image, alpha = _picture(case / garment[shot], "RGB"), _picture(case / garment[f"{shot}Mask"], "L")
    height, width = alpha.shape
    k = min(1.0, SHOT / max(width, height))
    size = max(1, round(width * k)), max(1, round(height * k))
    small = [np.asarray(Image.fromarray(a).resize(size, Image.BOX)) for a in (image, alpha)] if k < 1 else [image, alpha]
    kx, ky = size[0] / width, size[1] / height
    known = {n: (p["x"] * kx, p["y"] * ky) for n, p in marks.items() if n in names.LANDMARKS}
    return Shot(f"{case.name}/{garment[shot]}", shot, *small, known, names.CATEGORIES.index(garment["category"]))


def noisy_pose(keypoints: dict, rng: np.random.Generator) -> np.ndarray:
    """A pose from true keypoints with errors of the size that the engine's own has. Keypoints the case lacks are at those
    next to them with visibility 0. Raises ValueError without shoulders and hips."""
    trunk = ("leftShoulder", "rightShoulder", "leftHip", "rightHip")
    if any(n not in keypoints for n in trunk):
        raise ValueError("a case has no shoulders or hips: make the set again with toile studio make")
    p = {n: np.array([k["x"], k["y"]]) for n, k in keypoints.items()}
    length = np.linalg.norm((p[trunk[0]] + p[trunk[1]] - p[trunk[2]] - p[trunk[3]]) / 2)
    out = np.zeros((len(names.POSE), 3), np.float32)
    middle = np.mean([p[n] for n in trunk], 0)
    for k, name in enumerate(names.POSE):
        share = next((v for part, v in NOISE.items() if part in name), OTHER_NOISE)
        known = name in p
        out[k, :2] = (p[name] if known else middle) + rng.normal(0, share * length / np.sqrt(2), 2)
        out[k, 2] = (0.95 if keypoints[name]["visible"] else 0.6) if known else 0
    return out


def case_folders(folder: Path) -> list[Path]:
    """Folders of the cases of a set, by name. Raises ValueError when there is none."""
    cases = sorted(p.parent for p in folder.glob("*/case.json"))
    if not cases:
        raise ValueError(f"{folder} holds no case: make a set with toile studio make --out {folder}")
    return cases


def read_people(folder: Path, seed: int) -> list[list[Person]]:
    """Both pictures of every case. The pose is the engine's where `poses.json` (see poses.ts) has it, else the truth with
    noise; where poses.json is there and lacks a picture nobody was found in it, and the picture is left out."""
    found = json.loads((folder / "poses.json").read_text()) if (folder / "poses.json").exists() else None
    out = []
    for number, case in enumerate(case_folders(folder)):
        about = json.loads((case / "case.json").read_text(encoding="utf-8"))
        rng = np.random.default_rng((seed, number))
        people = []
        for which in "ab":
            key = f"{case.name}/{which}"
            if found is not None and key not in found:
                continue
            truth = about[which]
            pose = noisy_pose(about["keypoints"], rng) if found is None else np.array(found[key], np.float32)
            people.append(
                Person(
                    key,
                    _picture(case / truth["picture"], "RGB"),
                    _picture(case / truth["labels"], "L"),
                    _picture(case / truth["matte"], "L"),
                    pose,
                )
            )
        out.append(people)
    return out


def read_shots(folder: Path) -> list[list[Shot]]:
    """Product pictures of every case, ghost and flat. Raises ValueError for sets without landmarks of flat pictures."""
    out = []
    for case in case_folders(folder):
        about = json.loads((case / "case.json").read_text(encoding="utf-8"))
        shots = []
        for garment in about["garments"]:
            if "flatLandmarks" not in garment:
                raise ValueError(f"{case} is of an older generator: make the set again")
            for shot, marks in (("ghost", "landmarks"), ("flat", "flatLandmarks")):
                shots.append(_shot(case, garment, shot, garment[marks]))
        out.append(shots)
    return out


def split(cases: list, every: int) -> tuple[list, list]:
    """Items of all cases but every so manyth, and of those. With fewer cases than `every` the last one is held out."""
    held = [k for k in range(len(cases)) if k % every == every - 1] or [len(cases) - 1]
    train = [item for k, case in enumerate(cases) if k not in held for item in case]
    return train, [item for k in held for item in cases[k]]
