"""Training of both networks, with a log of JSON lines."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Optional

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from steps import Average, falling

from . import batches
from .cases import Person, Shot
from .evaluate import mark_figures, part_figures
from .model import GarmentNet, PartsNet, overlap_loss
from .settings import Settings

MAP_GAIN = 1000.0
"""The squared error of maps is small, as most of a map is empty; with this it is of the order of 1."""


class Log:
    """Lines of JSON, in memory and in a file."""

    def __init__(self, path: Path):
        self.lines: list[dict] = []
        self.path, self.started = path, time.time()
        path.write_text("")

    def add(self, **line) -> None:
        """One more line."""
        line = {**line, "seconds": round(time.time() - self.started)}
        self.lines.append(line)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


def run(
    model: nn.Module, steps: int, rate: float, settings: Settings, losses: Callable[[], dict[str, Tensor]], log: Log, part: str
) -> nn.Module:
    """Takes steps down the sum of the losses; gives the averaged model. The log has the means since the last line."""
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=settings.decay)
    average = Average(model, 0.99, 10)
    warm = min(20, steps // 4 + 1)
    since: dict[str, list[float]] = {}
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = falling(step, steps, rate, warm)
        model.train()
        parts = losses()
        optimiser.zero_grad(set_to_none=True)
        sum(parts.values()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        average.update(model)
        for name, value in parts.items():
            since.setdefault(name, []).append(float(value.detach()))
        if (step + 1) % settings.report == 0 or step == steps - 1:
            log.add(part=part, step=step + 1, **{n: round(float(np.mean(v)), 5) for n, v in since.items()})
            since = {}
    return average.model


def train_parts(train: Sequence[Person], held: Sequence[Person], settings: Settings, log: Log) -> PartsNet:
    """The parts network: at half the size, then at the full one."""
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    turns = batches.Turns(len(train), rng)
    model: nn.Module = PartsNet(settings.width).to(memory_format=torch.channels_last)

    def losses(half: bool) -> dict[str, Tensor]:
        x, labels = batches.person_batch(train, turns.next(settings.parts_batch), rng, half)
        logits = model(x.contiguous(memory_format=torch.channels_last))
        crossed = F.cross_entropy(logits, labels, ignore_index=batches.IGNORED)
        return {"crossEntropy": crossed, "overlap": settings.overlap * overlap_loss(logits, labels)}

    for part, steps, rate, half in (
        ("parts, half size", settings.parts_steps, settings.rate, True),
        ("parts", settings.parts_last_steps, settings.last_rate, False),
    ):
        averaged = run(model, steps, rate, settings, lambda half=half: losses(half), log, part)
        model.load_state_dict(averaged.state_dict())
    model = model.to(memory_format=torch.contiguous_format).eval()
    log.add(part="parts", heldOut=part_figures(model, held), pictures=len(held))
    return model


def train_garment(train: Sequence[Shot], held: Sequence[Shot], settings: Settings, log: Log) -> GarmentNet:
    """The network of landmarks and category."""
    torch.manual_seed(settings.seed + 1)
    rng = np.random.default_rng(settings.seed + 1)
    turns = batches.Turns(len(train), rng)
    model = GarmentNet(settings.width)

    def losses() -> dict[str, Tensor]:
        x, maps, kinds = batches.shot_batch(train, turns.next(settings.garment_batch), rng)
        found, logits = model(x)
        squared = MAP_GAIN * F.mse_loss(found, maps)
        return {"squared": squared, "category": settings.category * F.cross_entropy(logits, kinds)}

    averaged = run(model, settings.garment_steps, settings.rate, settings, losses, log, "garment")
    log.add(part="garment", heldOut=mark_figures(averaged, held), pictures=len(held))
    return averaged


def read_log(path: Path) -> Optional[list[dict]]:
    """Lines of a log, or nothing where there is none."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else None
