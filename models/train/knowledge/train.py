"""Training of both towers and the heads, with checkpoints and a log of JSON lines."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Optional

import numpy as np
import torch
from torch.nn import functional as F

from steps import Average, falling

from . import captions, tokenizer
from .batches import Source, ahead
from .data import Pictures, joined
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


class Run:
    """The state of a training: weights, their average, optimiser and step, which a checkpoint keeps."""

    def __init__(self, model: Knowledge, words: tokenizer.Tokenizer, settings: Settings, device: str):
        self.model = model.to(device, memory_format=torch.channels_last)
        self.words, self.settings, self.device, self.done = words, settings, device, 0
        self.average = Average(model, 0.998, 20)
        bare = [p for p in model.parameters() if p.ndim < 2]
        heavy = [p for p in model.parameters() if p.ndim >= 2]
        groups = [{"params": heavy, "weight_decay": settings.decay}, {"params": bare, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, settings.rate, betas=(0.9, 0.98))
        self.generator = torch.Generator().manual_seed(settings.seed)

    def step(self, batch: dict[str, torch.Tensor]) -> dict[str, float]:
        """One step; gives the losses by name."""
        model, settings = self.model.train(), self.settings
        for group in self.optimiser.param_groups:
            group["lr"] = falling(self.done, settings.steps, settings.rate, min(150, settings.steps // 10 + 1))
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=settings.bf16):
            features = model.image.pooled(batch["pixels"].contiguous(memory_format=torch.channels_last))
            text = model.text(batch["ids"])
        features = model.image.drop(features.float())
        image, logits = F.normalize(model.image.embed(features), dim=1), model.image.heads(features)
        losses = {
            "contrast": contrast(image, text, model.scale(), batch["fits"]),
            "attributes": attribute_loss(logits, batch["labels"], batch["known"], settings.all_binary),
        }
        weights = {"contrast": 1.0, "attributes": settings.attributes}
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
        self.done += 1
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def save(self, path: Path) -> None:
        """Writes a checkpoint, whole or not at all."""
        part = path.with_suffix(".part")
        state = {"model": self.model.state_dict(), "average": self.average.model.state_dict()}
        state |= {"count": self.average.count, "optimiser": self.optimiser.state_dict(), "step": self.done}
        torch.save({**state, "merges": self.words.merges, "settings": asdict(self.settings)}, part)
        part.replace(path)


class Journal:
    """Keeps the log: means of the losses at every report, figures at every fourth, and a checkpoint with each."""

    def __init__(self, held: Pictures, run: Run, out: Path):
        self.held, self.run, self.out, self.recent = held, run, out, []
        out.mkdir(parents=True, exist_ok=True)
        self.log = [entry for entry in read_log(out) if entry["step"] <= run.done] if run.done else []
        self.start = time.time() - (self.log[-1]["seconds"] if self.log else 0)
        self.write()

    def write(self) -> None:
        """Writes the log."""
        lines = "".join(json.dumps(entry) + "\n" for entry in self.log)
        (self.out / "training-log.jsonl").write_text(lines, encoding="utf-8")

    def note(self, losses: dict[str, float]) -> None:
        """Takes in a step."""
        self.recent.append(losses)
        settings, step, model = self.run.settings, self.run.done, self.run.average.model
        last = step == settings.steps
        if step % settings.report and not last:
            return
        means = {name: round(sum(one[name] for one in self.recent) / len(self.recent), 4) for name in losses}
        self.recent = []
        entry = {"step": step, **means, "scale": round(float(model.scale()), 2)}
        entry["seconds"] = round(time.time() - self.start, 1)
        if step % (settings.report * 4) == 0 or last:
            entry["heldOut"] = figures(model, self.held, self.run.words, settings.seed, self.run.device)
        self.log.append(entry)
        print(json.dumps(entry), flush=True)
        self.write()
        self.run.save(self.out / "checkpoint.pt")


def read_log(out: Path) -> list[dict]:
    """Lines of a log."""
    lines = (out / "training-log.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def train(
    shown: Pictures, studio: Optional[Pictures], held: Pictures, settings: Settings, out: Path
) -> tuple[Knowledge, tokenizer.Tokenizer, list[dict]]:
    """
    Trains on the pictures that are shown, from `settings.studio_from` on with the studio's among them. Writes
    out/checkpoint.pt and out/training-log.jsonl at every report, and goes on from the checkpoint of a run that was
    stopped. Returns the averaged model, the tokenizer and the log.
    """
    torch.manual_seed(settings.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    path = out / "checkpoint.pt"
    run = resumed(path, settings, device) if path.exists() else fresh(shown, settings, device)
    journal = Journal(held, run, out)
    turn = settings.studio_from if studio else settings.steps
    for pictures, end in ((shown, turn), (joined(shown, *[studio] * settings.studio_times) if studio else shown, settings.steps)):
        if run.done >= end:
            continue
        source = Source(pictures, settings.batch, settings.seed + run.done, run.words)
        for batch in ahead(source, end - run.done, device):
            journal.note(run.step(batch))
    return run.average.model.cpu().eval(), run.words, journal.log


def fresh(shown: Pictures, settings: Settings, device: str) -> Run:
    """A run at its beginning."""
    words = learn_words(shown, settings)
    return Run(Knowledge(len(words.vocabulary), settings.width), words, settings, device)


def resumed(path: Path, settings: Settings, device: str) -> Run:
    """The run of a checkpoint. Raises SystemExit where it was begun with other settings."""
    kept = torch.load(path, map_location=device)
    if kept["settings"] != asdict(settings):
        raise SystemExit(f"{path} was made with other settings. Delete it to begin anew, or ask for the same.")
    words = tokenizer.Tokenizer([tuple(m) for m in kept["merges"]])
    run = Run(Knowledge(len(words.vocabulary), settings.width), words, settings, device)
    run.model.load_state_dict(kept["model"])
    run.average.model.load_state_dict(kept["average"])
    run.optimiser.load_state_dict(kept["optimiser"])
    run.average.count, run.done = kept["count"], kept["step"]
    return run


def restore(path: Path) -> tuple[Knowledge, tokenizer.Tokenizer, Settings]:
    """The averaged model of a checkpoint, its tokenizer and settings."""
    kept = torch.load(path, map_location="cpu")
    words = tokenizer.Tokenizer([tuple(m) for m in kept["merges"]])
    settings = Settings(**kept["settings"])
    model = Knowledge(len(words.vocabulary), settings.width)
    model.load_state_dict(kept["average"])
    return model.eval(), words, settings
