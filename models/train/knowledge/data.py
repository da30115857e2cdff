"""Pictures and truth on disk, made in parallel: shards of images (npy) with one line of truth each (jsonl)."""

import json
import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import garment, schema

SHARD = 500
STORED = 136
"""Side of stored pictures; training crops them to the input's."""


def truth_of(s) -> dict:
    """What is kept of a garment: its attributes."""
    return s.truth()


def write_shard(job: tuple[str, int, int, int, bool]) -> str:
    """Makes pictures seed + start ... of a shard unless they are there. Written whole or not at all."""
    folder, seed, start, count, wide = job
    path = Path(folder) / f"{start:06d}.npy"
    if path.exists():
        return str(path)
    images = np.empty((count, STORED, STORED, 4), np.uint8)
    lines = []
    for k in range(count):
        images[k], s = garment.sample(seed + start + k, STORED, wide=wide)
        lines.append(json.dumps(truth_of(s), ensure_ascii=False))
    path.with_suffix(".jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    part = path.with_suffix(f".{os.getpid()}.part.npy")
    np.save(part, images)
    os.replace(part, path)
    return str(path)


def make(folder: Path, seed: int, count: int, workers: int, wide: bool = False) -> None:
    """Makes `count` pictures in `folder`, of the wider range if `wide`, going on where an earlier run stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [(str(folder), seed, start, min(SHARD, count - start), wide) for start in range(0, count, SHARD)]
    if workers < 2:
        for job in jobs:
            write_shard(job)
        return
    with multiprocessing.Pool(workers) as pool:
        for done, _ in enumerate(pool.imap_unordered(write_shard, jobs), 1):
            print(json.dumps({"pictures": min(done * SHARD, count), "of": count}), flush=True)


@dataclass
class Pictures:
    """Images uint8 [n, STORED, STORED, 4] (colours and cover), truth vectors uint8 [n, OUTPUTS], and the truths themselves."""

    images: np.ndarray
    labels: np.ndarray
    truths: list[dict]

    def known(self, chosen: np.ndarray) -> np.ndarray:
        """Which groups the truths of the chosen ones tell, uint8 [chosen, groups]."""
        return np.array([[name in self.truths[i] for name in schema.GROUPS] for i in chosen], np.uint8)


def joined(*sets: Pictures) -> Pictures:
    """All of several sets."""
    images, labels = (np.concatenate([getattr(one, name) for one in sets]) for name in ("images", "labels"))
    return Pictures(images, labels, [truth for one in sets for truth in one.truths])


def load(folder: Path, count: int) -> Pictures:
    """Reads the first `count` pictures of a folder into memory. Raises ValueError when there are fewer."""
    images, truths = [], []
    for path in sorted(folder.glob("[0-9]*.npy")):
        if ".part" in path.name or len(truths) >= count:
            continue
        images.append(np.load(path))
        truths += [json.loads(line) for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]
    if len(truths) < count:
        raise ValueError(f"{folder} holds {len(truths)} pictures, {count} are needed: run the data step first.")
    truths = truths[:count]
    return Pictures(np.concatenate(images)[:count], np.stack([schema.vector(t) for t in truths]), truths)
