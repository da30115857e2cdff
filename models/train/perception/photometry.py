"""What happens to colours: backgrounds behind a matte, other colours of clothes, light, blur, noise and JPEG."""

import io

import numpy as np
from PIL import Image, ImageFilter

from . import names

CLOTHES = [names.PARTS.index(n) for n in ("upper", "lower", "dress", "leftFootwear", "rightFootwear", "other")]


def smooth_noise(rng: np.random.Generator, height: int, width: int, cells: int, channels: int) -> np.ndarray:
    """Noise in -1..1, float32 [height, width, channels], of about `cells` waves along a side."""
    planes = rng.uniform(-1, 1, (channels, cells + 2, cells + 2)).astype(np.float32)
    return np.stack(
        [np.asarray(Image.fromarray(p, "F").resize((width, height), Image.BICUBIC)) for p in planes], 2
    )


def background(rng: np.random.Generator, height: int, width: int, other: np.ndarray) -> np.ndarray:
    """Something to stand before, float32 [height, width, 3] of 0..255: a wall, blotches, stripes, or a blurred, turned
    piece of `other`, a picture uint8 [h, w, 3]."""
    base = rng.uniform(20, 245, 3).astype(np.float32)
    kind = rng.integers(4)
    out = np.broadcast_to(base, (height, width, 3)).astype(np.float32)
    if kind == 0:
        out = out + 18 * rng.normal() * np.linspace(-1, 1, height, dtype=np.float32)[:, None, None]
    if kind == 1:
        out = out + rng.uniform(15, 90) * smooth_noise(rng, height, width, int(rng.integers(2, 24)), 3)
    if kind == 2:
        x, y = np.meshgrid(np.arange(width), np.arange(height))
        angle, period = rng.uniform(0, np.pi), rng.uniform(8, 120)
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period)
        bands = np.sign(wave) if rng.random() < 0.5 else wave
        out = out + bands[..., None].astype(np.float32) * rng.uniform(-60, 60, 3).astype(np.float32)
    if kind == 3:
        side = int(rng.integers(60, min(other.shape[:2])))
        y, x = rng.integers(0, other.shape[0] - side + 1), rng.integers(0, other.shape[1] - side + 1)
        piece = Image.fromarray(np.rot90(other[y : y + side, x : x + side], int(rng.integers(4))).copy())
        piece = piece.resize((width, height), Image.BILINEAR).filter(ImageFilter.GaussianBlur(rng.uniform(1, 8)))
        out = np.asarray(piece, np.float32)
    return np.clip(out + 5 * smooth_noise(rng, height, width, 8, 1), 0, 255)


def turned_colours(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pixels float32 [..., 3] in another colour: hue turned about the grey axis, saturation, gain."""
    grey = image.mean(-1, keepdims=True)
    angle = rng.uniform(0, 2 * np.pi)
    c, s, k = np.cos(angle), np.sin(angle), np.sqrt(1 / 3)
    turn = np.full((3, 3), (1 - c) / 3) + np.diag([c] * 3) + s * k * np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    colour = (image - grey) @ turn.T.astype(np.float32) * rng.uniform(0.4, 1.4)
    out = (grey + colour) * np.exp(rng.normal(0, 0.35)) + rng.normal(0, 12)
    if rng.random() < 0.12:
        out = 255 - out
    return np.clip(out, 0, 255)


def other_clothes(image: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A picture float32 [h, w, 3] whose clothes have other colours, one by one."""
    out = image.copy()
    for part in CLOTHES:
        chosen = labels == part
        if rng.random() < 0.5 and chosen.any():
            out[chosen] = turned_colours(out[chosen], rng)
    return out


def photographed(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A picture float32 [h, w, 3] of 0..255 as another camera would have it: light, white balance, contrast, blur, noise,
    JPEG. uint8 [h, w, 3]."""
    levels = (np.arange(256) / 255) ** np.exp(rng.normal(0, 0.22)) * np.exp(rng.normal(0, 0.15))
    levels = np.clip(levels[:, None] * np.exp(rng.normal(0, 0.07, 3)) * 255, 0, 255).astype(np.float32)
    whole = np.clip(image, 0, 255).astype(np.uint8)
    x = np.stack([levels[whole[..., k], k] for k in range(3)], 2)
    if rng.random() < 0.3:
        x *= 1 + np.float32(rng.uniform(0.05, 0.35)) * smooth_noise(rng, *image.shape[:2], 2, 1)
    if rng.random() < 0.1:
        x[:] = x.mean(2, keepdims=True)
    if rng.random() < 0.5:
        x += np.float32(rng.uniform(1, 9)) * rng.standard_normal(x.shape, np.float32)
    out = Image.fromarray(np.clip(x, 0, 255).astype(np.uint8))
    if rng.random() < 0.3:
        out = out.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.3)))
    if rng.random() < 0.5:
        data = io.BytesIO()
        out.save(data, "JPEG", quality=int(rng.integers(25, 92)))
        out = Image.open(data).convert("RGB")
    return np.asarray(out)
