"""
Samples of what the networks are given of pictures that both sides can make, to hold the engine's preparation against:

    PYTHONPATH=models/train python3 -m perception.fixture > tests/fixtures/perception-inputs.json

A picture has the value (7 x + 13 y + 29 c + x y // 9) % 256 in column x, row y and channel c. Landmark k of a pose lies at the
middle of the person plus a fixed step; alpha is 255 inside an ellipse, falling to 0 at its edge.
"""

import json

import numpy as np

from . import frame, names

PEOPLE = (
    {"width": 90, "height": 120, "middle": [43.5, 58.25], "reach": [17.0, 44.0]},
    {"width": 400, "height": 300, "middle": [330.0, 200.5], "reach": [52.0, 160.0]},
)
"""A picture that is enlarged, and one that is made smaller, whose person is cut off at the right and below."""
GARMENTS = ({"width": 70, "height": 60, "ellipse": [36.0, 29.0, 22.0, 25.0]}, {"width": 350, "height": 300, "ellipse": [160.0, 150.0, 150.0, 120.0]})
COUNT = 160


def picture(width: int, height: int) -> np.ndarray:
    """uint8 [height, width, 3]."""
    x, y, c = np.arange(width)[None, :, None], np.arange(height)[:, None, None], np.arange(3)
    return ((7 * x + 13 * y + 29 * c + x * y // 9) % 256).astype(np.uint8)


def pose(middle: list, reach: list) -> np.ndarray:
    """float32 [33, 3]: landmarks on a spiral."""
    k = np.arange(len(names.POSE))
    share = k / (len(k) - 1)
    x, y = middle[0] + reach[0] * share * np.cos(k * 0.9), middle[1] + reach[1] * share * np.sin(k * 0.9)
    return np.stack([x, y, 1 - share / 2], 1)


def ellipse(width: int, height: int, shape: list) -> np.ndarray:
    """uint8 [height, width]."""
    x, y = np.arange(width)[None] + 0.5, np.arange(height)[:, None] + 0.5
    r = np.hypot((x - shape[0]) / shape[2], (y - shape[1]) / shape[3])
    return np.floor(np.clip((1 - r) * 10, 0, 1) * 255 + 0.5).astype(np.uint8)


def samples(planes: np.ndarray) -> list:
    """COUNT places of an input and the values there: [[plane, row, column, value], ...]."""
    rng = np.random.default_rng(5)
    flat = rng.integers(0, planes.size, COUNT)
    return [[*(int(v) for v in np.unravel_index(i, planes.shape)), round(float(planes.flat[i]), 6)] for i in flat]


def main() -> None:
    """Writes the samples to standard output."""
    people = []
    for about in PEOPLE:
        marks = pose(about["middle"], about["reach"])
        image = picture(about["width"], about["height"])
        box = frame.person_frame(marks, about["width"], about["height"])
        people.append({**about, "frame": list(box), "samples": samples(frame.person_input(image, marks))})
    garments = []
    for about in GARMENTS:
        alpha = ellipse(about["width"], about["height"], about["ellipse"])
        planes = frame.garment_input(picture(about["width"], about["height"]), alpha)
        garments.append({**about, "square": list(frame.garment_square(alpha)), "samples": samples(planes)})
    print(json.dumps({"people": people, "garments": garments}))


if __name__ == "__main__":
    main()
