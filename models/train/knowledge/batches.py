"""Batches for training: pictures cropped, flipped and tinted at random; captions drawn anew each time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import captions, schema, tokenizer
from .data import STORED, Pictures
from .model import INPUT, MEAN, STD


def normalised(images: np.ndarray, device: str = "cpu") -> Tensor:
    """uint8 [n, h, w, 4] to the input [n, 4, 128, 128] of the picture tower, scaled if need be."""
    x = torch.from_numpy(np.ascontiguousarray(images)).to(device).permute(0, 3, 1, 2).float()
    if x.shape[-1] != INPUT:
        x = F.interpolate(x, size=(INPUT, INPUT), mode="bilinear", align_corners=False, antialias=True)
    return torch.cat([(x[:, :3] - MEAN) / STD, x[:, 3:] / 255], 1)


def augmented(images: np.ndarray, rng: np.random.Generator, device: str = "cpu") -> Tensor:
    """The same with crops of 118 to 136 pixels (one size for each eight pictures), flips, light and erased patches."""
    parts = []
    for start in range(0, len(images), 8):
        group = images[start : start + 8]
        side = int(rng.integers(STORED - 14, STORED + 1))
        x, y = rng.integers(0, STORED - side + 1, 2)
        parts.append(normalised(group[:, y : y + side, x : x + side], device))
    out = torch.cat(parts)
    n = len(out)
    flip = torch.from_numpy(rng.random(n) < 0.5).to(device)
    out = torch.where(flip[:, None, None, None], out.flip(3), out)
    gain = torch.from_numpy(rng.uniform(0.85, 1.15, (n, 1, 1, 1)).astype(np.float32)).to(device)
    lift = torch.from_numpy(rng.normal(0, 0.08, (n, 1, 1, 1)).astype(np.float32)).to(device)
    out = torch.cat([out[:, :3] * gain + lift, out[:, 3:]], 1)
    for k in np.where(rng.random(n) < 0.25)[0]:
        h, w = rng.integers(8, 40, 2)
        y, x = rng.integers(0, INPUT - h), rng.integers(0, INPUT - w)
        out[k, :3, y : y + h, x : x + w] = float(rng.normal(0, 1))
    return out


def described(
    truths: list[dict], rng: np.random.Generator, words: tokenizer.Tokenizer
) -> tuple[np.ndarray, np.ndarray]:
    """Token ids [n, length] (cut to the longest) of a caption of each truth, and what is told, uint8 [n, OUTPUTS]."""
    ids = np.zeros((len(truths), tokenizer.LENGTH), np.int64)
    told = np.zeros((len(truths), schema.OUTPUTS), np.uint8)
    for k, truth in enumerate(truths):
        text, facts = captions.caption(rng, truth, captions.LANGUAGES[int(rng.integers(2))])
        ids[k] = words.encode(text)
        told[k, facts] = 1
    longest = int((ids != tokenizer.PAD).sum(1).max())
    return ids[:, :longest], told


def fitting(labels: np.ndarray, told: np.ndarray) -> np.ndarray:
    """float32 [n, n]: 1 where all that text j tells is true of picture i."""
    missing = (1 - labels.astype(np.float32)) @ told.astype(np.float32).T
    return (missing == 0).astype(np.float32)


class Source:
    """Draws batches of a set of pictures in an order that goes through all of them before any comes again."""

    def __init__(self, pictures: Pictures, size: int, seed: int, words: tokenizer.Tokenizer):
        self.pictures, self.size, self.words = pictures, size, words
        self.rng = np.random.default_rng(seed)
        self.order = np.empty(0, np.int64)

    def next(self) -> dict[str, Tensor]:
        """pixels, labels, known, ids and fits of the next batch."""
        while len(self.order) < self.size:
            self.order = np.concatenate([self.order, self.rng.permutation(len(self.pictures.truths))])
        chosen, self.order = self.order[: self.size], self.order[self.size :]
        labels = self.pictures.labels[chosen]
        ids, told = described([self.pictures.truths[i] for i in chosen], self.rng, self.words)
        return {
            "pixels": augmented(self.pictures.images[chosen], self.rng),
            "labels": torch.from_numpy(labels.astype(np.float32)),
            "known": torch.from_numpy(self.pictures.known(chosen).astype(np.float32)),
            "ids": torch.from_numpy(ids),
            "fits": torch.from_numpy(fitting(labels, told)),
        }


def ahead(source: Source, count: int, device: str) -> Iterator[dict[str, Tensor]]:
    """`count` batches on a device, the next one made while the last is used."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(source.next)
        for number in range(count):
            batch = coming.result()
            if number + 1 < count:
                coming = maker.submit(source.next)
            yield {name: value.to(device) for name, value in batch.items()}
