"""What the networks look at, as the engine prepares it, too: a frame around the person with maps of joints, and a square
around a garment. The engine's side is perception/parts/frame.ts and perception/garment-points/square.ts."""

import numpy as np

from . import names

HEIGHT, WIDTH = 256, 192
"""Size of the parts network's input."""
SPREAD = 6.0
"""Standard deviation of a joint's spot, pixels of the input."""
MEAN, STD = 127.5, 64.0
TOP, BOTTOM, SIDE = 0.14, 0.08, 0.12
"""Free room about the box of the landmarks, shares of its longer side."""
SQUARE = 128
"""Side of the landmark network's input."""
MARGIN = 0.08
"""Free room about a garment's box, share of its longer side."""
GROUND = 240
JOINT_INDEX = [names.POSE.index(n) for n in names.JOINTS]


def person_frame(pose: np.ndarray, width: int, height: int) -> tuple[int, int, int, int]:
    """x, y, width and height in whole pixels of the part of a picture that shows the person: the box of the landmarks
    [33, 3] inside the picture with some room, made 3 wide to 4 high about its middle. It may reach beyond the picture."""
    x0, x1 = (float(np.clip(v, 0, width)) for v in (pose[:, 0].min(), pose[:, 0].max()))
    y0, y1 = (float(np.clip(v, 0, height)) for v in (pose[:, 1].min(), pose[:, 1].max()))
    long = max(x1 - x0, y1 - y0, 1.0)
    x0, x1, y0, y1 = x0 - SIDE * long, x1 + SIDE * long, y0 - TOP * long, y1 + BOTTOM * long
    w = max(x1 - x0, (y1 - y0) * WIDTH / HEIGHT)
    h = max(y1 - y0, (x1 - x0) * HEIGHT / WIDTH)
    whole = [int(np.floor(v + 0.5)) for v in ((x0 + x1 - w) / 2, (y0 + y1 - h) / 2, w, h)]
    return whole[0], whole[1], max(1, whole[2]), max(1, whole[3])


def axis(start: int, length: int, size: int, limit: int) -> np.ndarray:
    """Weights float64 [size, limit] that bring `length` samples from `start` on to `size`: means over what a target covers
    when shrinking, bilinear otherwise. Samples outside 0..limit have no weight, so rows may sum to less than 1."""
    whole = np.zeros((size, length))
    ratio = length / size
    if ratio >= 1:
        edges = np.arange(size + 1) * ratio
        low = np.arange(length)
        whole = np.clip(np.minimum(edges[1:, None], low + 1) - np.maximum(edges[:-1, None], low), 0, None) / ratio
    else:
        x = np.clip((np.arange(size) + 0.5) * ratio - 0.5, 0, length - 1)
        first = np.minimum(np.floor(x).astype(int), max(0, length - 2))
        share = x - first
        rows = np.arange(size)
        whole[rows, first] += 1 - share
        whole[rows, np.minimum(first + 1, length - 1)] += share
    out = np.zeros((size, limit))
    a, b = max(0, start), min(limit, start + length)
    if b > a:
        out[:, a:b] = whole[:, a - start : b - start]
    return out


def cut(image: np.ndarray, frame: tuple[int, int, int, int], height: int, width: int) -> np.ndarray:
    """The frame of a picture [h, w, 3] as float32 planes [3, height, width], (sample - MEAN) / STD, 0 outside it."""
    x, y, w, h = frame
    down, across = axis(y, h, height, image.shape[0]), axis(x, w, width, image.shape[1])
    centred = image.astype(np.float64) - MEAN
    planes = np.einsum("yi,ijc,xj->cyx", down, centred, across, optimize=True)
    return (planes / STD).astype(np.float32)


def joint_maps(points: np.ndarray, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    """Spots float32 [joints, height, width]: a Gaussian of the height of the joint's visibility. points [joints, 3]: x and y in
    pixels of an input of HEIGHT x WIDTH, which is scaled where another size is asked for."""
    k = height / HEIGHT
    ys = np.exp(-((np.arange(height)[None] + 0.5 - points[:, 1:2] * k) ** 2) / (2 * (SPREAD * k) ** 2))
    xs = np.exp(-((np.arange(width)[None] + 0.5 - points[:, 0:1] * k) ** 2) / (2 * (SPREAD * k) ** 2))
    return (points[:, 2, None, None] * ys[:, :, None] * xs[:, None, :]).astype(np.float32)


def person_input(image: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """The parts network's input float32 [3 + joints, HEIGHT, WIDTH] of a picture and its pose [33, 3]."""
    x, y, w, h = frame = person_frame(pose, image.shape[1], image.shape[0])
    points = pose[JOINT_INDEX].astype(np.float64)
    points[:, 0] = (points[:, 0] - x) * WIDTH / w
    points[:, 1] = (points[:, 1] - y) * HEIGHT / h
    return np.concatenate([cut(image, frame, HEIGHT, WIDTH), joint_maps(points)])


def garment_square(alpha: np.ndarray) -> tuple[int, int, int]:
    """x, y and side in whole pixels of the square about a garment, its alpha [h, w] over half of 255. It may reach beyond
    the picture. Raises ValueError when nothing is garment."""
    rows, columns = np.flatnonzero((alpha > 127).any(1)), np.flatnonzero((alpha > 127).any(0))
    if len(rows) == 0:
        raise ValueError("nothing of the picture is garment")
    w, h = columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0]
    side = int(np.floor(max(w, h) * (1 + 2 * MARGIN) + 0.5))
    return int(columns[0] - (side - w) // 2), int(rows[0] - (side - h) // 2), side


def garment_input(image: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The landmark network's input float32 [4, SQUARE, SQUARE]: the cut-out on a plain ground, and its alpha 0..1."""
    x, y, side = garment_square(alpha)
    a = alpha.astype(np.float64)[..., None] / 255
    shown = image * a + GROUND * (1 - a)
    down, across = axis(y, side, SQUARE, image.shape[0]), axis(x, side, SQUARE, image.shape[1])
    planes = np.einsum("yi,ijc,xj->cyx", down, np.concatenate([shown - GROUND, a], 2), across, optimize=True)
    planes[:3] = (planes[:3] + GROUND - MEAN) / STD
    return planes.astype(np.float32)
