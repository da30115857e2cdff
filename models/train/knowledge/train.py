"""Training of both towers and the heads, with checkpoints and a log of JSON lines."""

import copy
import json
import math
import time
from dataclasses import asdict
from pathlib import Path
from typing import Optional

import numpy as np
import torch
from torch.nn import functional as F

from . import captions, tokenizer
from .batches import Source, ahead
from .data import Pictures, half, joined
from .evaluate import figures
from .model import Knowledge, attribute_loss, contrast
from .settings import Settings


def learn_words(pictures: Pictures, settings: Settings) -> tokenizer.Tokenizer:
    """A tokenizer trained on captions of the first pictures in both languages."""
    rng = np.random.default_rng(settings.seed)
    truths = pictures.truths[:4000]
    return tokenizer.train(
        [captions.caption(rng, t, lang)[0] for t in truths for lang in captions.LANGUAGES], settings.merges
    )


def matching_loss(model: Knowledge, image, text, fits) -> torch.Tensor:
    """Does the text fit the picture: for true pairs, and for the likeliest wrong text of each picture."""
    wrong = (image @ text.T).masked_fill(fits > 0, -2).argmax(1)
    pairs = [(image, text), (image, text[wrong])]
    scores = [model.match(torch.cat([a * b, (a - b).abs(), b], 1)).squeeze(1) for a, b in pairs]
    truth = torch.cat([torch.ones(len(image)), torch.zeros(len(image))]).to(image.device)
    return F.binary_cross_entropy_with_logits(torch.cat(scores), truth)


def masked_loss(model: Knowledge, image, ids, generator: torch.Generator) -> torch.Tensor:
    """Guess tokens that were taken out, from the other tokens and the picture."""
    chance = torch.rand(ids.shape, generator=generator).to(ids.device)
    gone = (chance < 0.2) & (ids > tokenizer.EOS)
    if not gone.any():
        return image.new_zeros(())
    state = model.text.hidden(ids.masked_fill(gone, tokenizer.EOS))
    both = torch.cat([state, image[:, None].expand(-1, ids.shape[1], -1)], 2)
    return F.cross_entropy(model.restore(both[gone]), ids[gone])


def falling(step: int, steps: int, top: float, warm: int) -> float:
    """Learning rate: a short rise, then down along a half cosine that reaches nothing at `steps`."""
    if step < warm:
        return top * (step + 1) / warm
    return top * (0.5 + 0.5 * math.cos(math.pi * (step - warm) / max(1, steps - warm))) + 1e-6


class Average:
    """Weights averaged over the last steps: steadier than the last ones, and usable at any time."""

    def __init__(self, model: Knowledge):
        self.model = copy.deepcopy(model).eval()
        self.count = 0

    def update(self, model: Knowledge) -> None:
        """Takes in the weights after a step."""
        self.count += 1
        keep = min(0.998, self.count / (self.count + 20))
        with torch.no_grad():
            for mine, now in zip(self.model.state_dict().values(), model.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.lerp_(now, 1 - keep)
                else:
                    mine.copy_(now)


class Part:
    """One part of a training: so many steps at a rate that falls, from given weights, with a fresh optimiser."""

    def __init__(self, model: Knowledge, steps: int, horizon: int, rate: float, attributes: float, settings: Settings):
        self.model, self.steps, self.horizon, self.rate = model, steps, horizon, rate
        self.attributes, self.settings = attributes, settings
        self.average = Average(model)
        bare = [p for p in model.parameters() if p.ndim < 2]
        heavy = [p for p in model.parameters() if p.ndim >= 2]
        groups = [{"params": heavy, "weight_decay": settings.decay}, {"params": bare, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, rate, betas=(0.9, 0.98))
        self.generator = torch.Generator().manual_seed(settings.seed)

    def step(self, number: int, batch: dict[str, torch.Tensor], device: str) -> dict[str, float]:
        """One step; gives the losses by name."""
        model, settings = self.model.train(), self.settings
        for group in self.optimiser.param_groups:
            group["lr"] = falling(number, self.horizon, self.rate, min(150, self.horizon // 10 + 1))
        with torch.autocast(device, dtype=torch.bfloat16, enabled=settings.bf16):
            features = model.image.pooled(batch["pixels"].contiguous(memory_format=torch.channels_last))
            text = model.text(batch["ids"])
        features = model.image.drop(features.float())
        image, logits = F.normalize(model.image.embed(features), dim=1), model.image.heads(features)
        losses = {
            "contrast": contrast(image, text, model.scale(), batch["fits"]),
            "attributes": attribute_loss(logits, batch["labels"], settings.all_binary),
        }
        weights = {"contrast": 1.0, "attributes": self.attributes}
        if settings.matching:
            losses["matching"] = matching_loss(model, image, text, batch["fits"])
            weights["matching"] = settings.matching
        if settings.masked:
            losses["masked"] = masked_loss(model, image, batch["ids"], self.generator)
            weights["masked"] = settings.masked
        self.optimiser.zero_grad(set_to_none=True)
        sum(weights[name] * loss for name, loss in losses.items()).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        self.optimiser.step()
        self.average.update(model)
        return {name: float(loss) for name, loss in losses.items()}


class Journal:
    """Keeps the log and the checkpoint: means of the losses at every report, figures at every fourth."""

    def __init__(self, held: Pictures, words: tokenizer.Tokenizer, settings: Settings, out: Path, device: str):
        self.held, self.words, self.settings, self.out, self.device = held, words, settings, out, device
        self.start, self.log, self.recent = time.time(), [], []
        out.mkdir(parents=True, exist_ok=True)
        (out / "training-log.jsonl").write_text("")

    def note(self, step: int, losses: dict[str, float], model: Knowledge, last: bool) -> None:
        """Takes in a step; `model` is the averaged one."""
        self.recent.append(losses)
        every = self.settings.report
        if step % every and not last:
            return
        means = {name: round(sum(one[name] for one in self.recent) / len(self.recent), 4) for name in losses}
        self.recent = []
        entry = {"step": step, **means, "scale": round(float(model.scale()), 2)}
        entry["seconds"] = round(time.time() - self.start, 1)
        if step % (every * 4) == 0 or last:
            entry["heldOut"] = figures(model, self.held, self.words, self.settings.seed, self.device)
        self.log.append(entry)
        print(json.dumps(entry), flush=True)
        with (self.out / "training-log.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(entry) + "\n")
        save(model, self.words, self.settings, step, self.out / "checkpoint.pt")


def train(
    pictures: Pictures, wide: Pictures, held: Pictures, settings: Settings, out: Path, start: Optional[Path] = None
) -> tuple[Knowledge, tokenizer.Tokenizer, list[dict]]:
    """
    Trains in four parts: from scratch; on with attributes weighing more; on with half of the pictures of the wider
    range and as many of the others; on with all of those. Writes out/checkpoint.pt (averaged weights, tokenizer's merges, settings) and
    out/training-log.jsonl at every report. `start`: a checkpoint of the end of a part; the parts up to it are left
    out. Returns the averaged model, the tokenizer and the log.
    """
    torch.manual_seed(settings.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    reached = 0
    if start:
        model, words, _, reached = restore(start)
    else:
        words = learn_words(pictures, settings)
        model = Knowledge(len(words.vocabulary), settings.width)
    journal = Journal(held, words, settings, out, device)
    heavy = settings.refine_attributes
    parts = (
        (pictures, settings.steps, settings.horizon, settings.rate, 1.0),
        (pictures, settings.refine_steps, settings.refine_steps, settings.refine_rate, heavy),
        (joined(half(wide), pictures), settings.finish_steps, settings.finish_steps, settings.finish_rate, heavy),
        (joined(wide, pictures), settings.last_steps, settings.last_steps, settings.last_rate, heavy),
    )
    done = 0
    for number, (shown, steps, horizon, rate, attributes) in enumerate(parts):
        done += steps
        if steps == 0 or done <= reached:
            continue
        part = Part(model.to(device, memory_format=torch.channels_last), steps, horizon, rate, attributes, settings)
        source = Source(shown, settings.batch, settings.seed + number, words)
        for step, batch in enumerate(ahead(source, steps, device)):
            losses = part.step(step, batch, device)
            journal.note(done - steps + step + 1, losses, part.average.model, step + 1 == steps)
        model = copy.deepcopy(part.average.model)
    return model.eval(), words, journal.log


def save(model: Knowledge, words: tokenizer.Tokenizer, settings: Settings, step: int, path: Path) -> None:
    """Writes a checkpoint, whole or not at all."""
    part = path.with_suffix(".part")
    torch.save({"model": model.state_dict(), "merges": words.merges, "settings": asdict(settings), "step": step}, part)
    part.replace(path)


def restore(path: Path) -> tuple[Knowledge, tokenizer.Tokenizer, Settings, int]:
    """Reads what `save` wrote: model, tokenizer, settings and the step it was written at."""
    kept = torch.load(path, map_location="cpu")
    words = tokenizer.Tokenizer([tuple(m) for m in kept["merges"]])
    settings = Settings(**kept["settings"])
    model = Knowledge(len(words.vocabulary), settings.width)
    model.load_state_dict(kept["model"])
    return model.eval(), words, settings, kept["step"]
