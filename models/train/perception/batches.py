"""Batches for training: cases drawn in turn, moved, flipped, cut off and recoloured at random."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import frame, names, photometry
from .cases import Person, Shot

IGNORED = -1
"""Label of what lies outside the picture."""
PART_SWAP = np.array(names.swapped(names.PARTS), np.uint8)
POSE_SWAP = names.swapped(names.POSE)
MARK_SWAP = names.swapped(names.LANDMARKS)
MAP = frame.SQUARE // 2
"""Side of the maps of garment landmarks."""
MARK_SPREAD = 1.6
"""Standard deviation of a landmark's spot, cells of its map."""


class Turns:
    """Indices in an order that goes through all of them before any comes again."""

    def __init__(self, count: int, rng: np.random.Generator):
        self.count, self.rng, self.order = count, rng, np.empty(0, np.int64)

    def next(self, size: int) -> np.ndarray:
        """The next `size` of them."""
        while len(self.order) < size:
            self.order = np.concatenate([self.order, self.rng.permutation(self.count)])
        chosen, self.order = self.order[:size], self.order[size:]
        return chosen


def sampled(planes: Tensor, places: Tensor, mode: str = "bilinear") -> Tensor:
    """Planes [c, h, w] at places [y, x, 2] in their pixels; 0 outside."""
    size = torch.tensor([planes.shape[2], planes.shape[1]], dtype=torch.float32)
    grid = places / size * 2 - 1
    return F.grid_sample(planes[None], grid[None], mode=mode, padding_mode="zeros", align_corners=False)[0]


def places_of(matrix: np.ndarray, height: int, width: int, fine: int) -> Tensor:
    """Where the centres of height * fine by width * fine pixels come from. matrix [2, 3] takes a place in an output of
    height x width to one in the source."""
    ys, xs = torch.meshgrid(
        (torch.arange(height * fine) + 0.5) / fine, (torch.arange(width * fine) + 0.5) / fine, indexing="ij"
    )
    m = torch.from_numpy(matrix.astype(np.float32))
    return torch.stack([m[k, 0] * xs + m[k, 1] * ys + m[k, 2] for k in (0, 1)], 2)


def cut_off(person: Person, image: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Image, labels and pose, at times of a picture that ends above the ankles or beside an arm."""
    labels, pose = person.labels, person.pose.copy()
    height, width = labels.shape
    if rng.random() < 0.25:
        hip, ankle = pose[names.POSE.index("leftHip"), 1], pose[names.POSE.index("leftAnkle"), 1]
        height = int(np.clip(rng.uniform(hip, ankle), height // 3, height))
    left = int(rng.uniform(0, 0.3) * width) if rng.random() < 0.12 else 0
    pose[:, 0] -= left
    return image[:height, left:], labels[:height, left:], pose


def person_sample(
    person: Person, others: Sequence[Person], rng: np.random.Generator, half: bool
) -> tuple[Tensor, Tensor]:
    """Input float32 [3 + joints, h, w] and labels int64 [h, w] of one person, at the full size or at half of it."""
    image = person.image.astype(np.float32)
    if rng.random() < 0.6:
        image = photometry.other_clothes(image, person.labels, rng)
    if rng.random() < 0.5:
        alpha = person.matte[..., None].astype(np.float32) / 255
        other = others[int(rng.integers(len(others)))].image
        image = image * alpha + photometry.background(rng, *image.shape[:2], other) * (1 - alpha)
    image = photometry.photographed(image, rng)
    image, labels, pose = cut_off(person, image, rng)
    if rng.random() < 0.5:
        image, labels = image[:, ::-1], PART_SWAP[labels[:, ::-1]]
        pose = pose[POSE_SWAP]
        pose[:, 0] = image.shape[1] - pose[:, 0]
    x, y, w, h = frame.person_frame(pose, image.shape[1], image.shape[0])
    grow, angle = np.exp(rng.uniform(-0.1, 0.2)), np.radians(rng.normal(0, 4))
    shift = rng.uniform(-0.05, 0.05, 2) * (w, h)
    height, width = (frame.HEIGHT // 2, frame.WIDTH // 2) if half else (frame.HEIGHT, frame.WIDTH)
    scale = h / height * grow
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = np.array([x + w / 2, y + h / 2]) + shift
    matrix = np.column_stack([turn, centre - turn @ (width / 2, height / 2)])
    planes = torch.from_numpy(np.ascontiguousarray(image).transpose(2, 0, 1).astype(np.float32) - frame.MEAN)
    fine = F.avg_pool2d(sampled(planes, places_of(matrix, height, width, 2)), 2) / frame.STD
    marked = torch.from_numpy(np.ascontiguousarray(labels).astype(np.float32) + 1)[None]
    truth = sampled(marked, places_of(matrix, height, width, 1), "nearest")[0].long() + IGNORED
    points = pose[frame.JOINT_INDEX].astype(np.float64)
    points[:, :2] = (points[:, :2] - matrix[:, 2]) @ np.linalg.inv(turn).T * (frame.HEIGHT / height)
    points[:, :2] += rng.normal(0, 1.2, (len(points), 2))
    points[:, 2] *= rng.uniform(0.8, 1, len(points)) * (rng.random(len(points)) > 0.04)
    maps = torch.from_numpy(frame.joint_maps(points, height, width))
    return torch.cat([fine, maps]), truth


def person_batch(people: Sequence[Person], chosen: np.ndarray, rng: np.random.Generator, half: bool) -> tuple[Tensor, Tensor]:
    """Inputs [n, 3 + joints, h, w] and labels [n, h, w]."""
    made = [person_sample(people[i], people, rng, half) for i in chosen]
    return torch.stack([m[0] for m in made]), torch.stack([m[1] for m in made])


def mark_maps(points: np.ndarray) -> np.ndarray:
    """Spots float32 [landmarks, MAP, MAP]; points [landmarks, 2] in cells, NaN where the garment has no such landmark."""
    cells = np.arange(MAP)[None] + 0.5
    ys = np.exp(-((cells - points[:, 1:2]) ** 2) / (2 * MARK_SPREAD**2))
    xs = np.exp(-((cells - points[:, 0:1]) ** 2) / (2 * MARK_SPREAD**2))
    return np.nan_to_num(ys[:, :, None] * xs[:, None, :]).astype(np.float32)


def mark_points(shot: Shot) -> np.ndarray:
    """Landmarks float64 [landmarks, 2] in pixels, NaN where there is none."""
    return np.array([shot.landmarks.get(n, (np.nan, np.nan)) for n in names.LANDMARKS], np.float64)


def bent(size: int, rng: np.random.Generator) -> Tensor:
    """Small shifts [size, size, 2] in pixels of an input of `size`, as a garment is bent."""
    return torch.from_numpy(rng.uniform(0, 0.035) * size * photometry.smooth_noise(rng, size, size, 2, 2))


def unbent(points: np.ndarray, shifts: Tensor) -> np.ndarray:
    """Where points of the input lie once what lies at q + shift(q) is drawn at q."""
    out = points.copy()
    size = shifts.shape[0]
    for _ in range(4):
        at = np.clip(np.nan_to_num(out), 0, size - 1).astype(int)
        out = points - shifts.numpy()[at[:, 1], at[:, 0]]
    return out


def shot_sample(shot: Shot, rng: np.random.Generator) -> tuple[Tensor, Tensor, int]:
    """Input [4, SQUARE, SQUARE], maps [landmarks, MAP, MAP] and category of one product picture."""
    size = frame.SQUARE
    image, alpha, marks = shot.image.astype(np.float32), shot.alpha, mark_points(shot)
    if rng.random() < 0.7:
        image = photometry.turned_colours(image, rng)
    image = photometry.photographed(image, rng)
    if rng.random() < 0.5:
        image, alpha, marks = image[:, ::-1], alpha[:, ::-1], marks[MARK_SWAP]
        marks[:, 0] = image.shape[1] - marks[:, 0]
    x, y, side = frame.garment_square(alpha)
    angle = np.radians(rng.normal(0, 4))
    stretch = side / size * np.exp(rng.normal(0.03, 0.06) + rng.normal(0, 0.09) * np.array([1, -1]))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * stretch
    centre = np.array([x + side / 2, y + side / 2]) + rng.uniform(-0.03, 0.03, 2) * side
    matrix = np.column_stack([turn, centre - turn @ (size / 2, size / 2)])
    shifts = bent(size, rng)
    fine = F.interpolate(shifts.permute(2, 0, 1)[None], scale_factor=2, mode="bilinear", align_corners=False)[0]
    places = places_of(matrix, size, size, 2)
    places = places + fine.permute(1, 2, 0) @ torch.from_numpy(turn.T.astype(np.float32))
    cover = np.ascontiguousarray(alpha).astype(np.float32) / 255
    fault = rng.normal(0, 0.25) + rng.uniform(0, 0.35) * photometry.smooth_noise(rng, *cover.shape, int(rng.integers(4, 40)), 1)[..., 0]
    soft = np.where((cover > 0.02) & (cover < 0.98), np.clip(cover + fault, 0, 1), cover)
    shown = image * soft[..., None] + frame.GROUND * (1 - soft[..., None])
    planes = np.concatenate([shown.transpose(2, 0, 1) - frame.GROUND, soft[None]]).astype(np.float32)
    pixels = F.avg_pool2d(sampled(torch.from_numpy(planes), places), 2)
    pixels[:3] = (pixels[:3] + (frame.GROUND - frame.MEAN)) / frame.STD
    points = (marks - matrix[:, 2]) @ np.linalg.inv(turn).T
    points = unbent(points, shifts)
    return pixels, torch.from_numpy(mark_maps(points * MAP / size)), shot.category


def shot_batch(shots: Sequence[Shot], chosen: np.ndarray, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Inputs [n, 4, SQUARE, SQUARE], maps [n, landmarks, MAP, MAP], categories [n]."""
    made = [shot_sample(shots[i], rng) for i in chosen]
    return torch.stack([m[0] for m in made]), torch.stack([m[1] for m in made]), torch.tensor([m[2] for m in made])
