"""Training of both towers and the heads, with checkpoints and a log of JSON lines."""

import copy
import json
import math
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from . import captions, tokenizer
from .batches import Source, ahead
from .data import Pictures
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


def rate_at(step: int, settings: Settings) -> float:
    """Learning rate: a short rise, then down along a half cosine."""
    warm = min(150, settings.steps // 10 + 1)
    if step < warm:
        return settings.rate * (step + 1) / warm
    return settings.rate * (0.5 + 0.5 * math.cos(math.pi * (step - warm) / max(1, settings.steps - warm))) + 1e-6


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


def train(
    pictures: Pictures, held: Pictures, settings: Settings, out: Path
) -> tuple[Knowledge, tokenizer.Tokenizer, list[dict]]:
    """
    Trains from scratch. Writes out/checkpoint.pt (averaged weights, tokenizer's merges, settings) and
    out/training-log.jsonl at every report. Returns the averaged model, the tokenizer and the log.
    """
    torch.manual_seed(settings.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    words = learn_words(pictures, settings)
    model = Knowledge(len(words.vocabulary), settings.width).to(device, memory_format=torch.channels_last)
    average = Average(model)
    bare = [p for p in model.parameters() if p.ndim < 2]
    heavy = [p for p in model.parameters() if p.ndim >= 2]
    optimiser = torch.optim.AdamW(
        [{"params": heavy, "weight_decay": settings.decay}, {"params": bare, "weight_decay": 0.0}],
        settings.rate,
        betas=(0.9, 0.98),
    )
    source = Source(pictures, settings.batch, settings.seed, words)
    generator = torch.Generator().manual_seed(settings.seed)
    log, sums, start = [], np.zeros(4), time.time()
    out.mkdir(parents=True, exist_ok=True)
    lines = (out / "training-log.jsonl").open("w", encoding="utf-8")
    for step, batch in enumerate(ahead(source, settings.steps, device)):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, settings)
        model.train()
        with torch.autocast(device, dtype=torch.bfloat16, enabled=settings.bf16):
            features = model.image.pooled(batch["pixels"].contiguous(memory_format=torch.channels_last))
            text = model.text(batch["ids"])
        features = model.image.drop(features.float())
        image, logits = F.normalize(model.image.embed(features), dim=1), model.image.heads(features)
        pair = contrast(image, text, model.scale(), batch["fits"])
        named = attribute_loss(logits, batch["labels"], settings.all_binary)
        loss = settings.contrast_weight * pair + named
        extra = torch.zeros(2)
        if settings.matching:
            extra[0] = matching_loss(model, image, text, batch["fits"])
            loss = loss + settings.matching * extra[0]
        if settings.masked:
            extra[1] = masked_loss(model, image, batch["ids"], generator)
            loss = loss + settings.masked * extra[1]
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        average.update(model)
        sums += [float(pair), float(named), *extra.tolist()]
        last = step + 1 == settings.steps
        if (step + 1) % settings.report == 0 or last:
            n = settings.report if not last or (step + 1) % settings.report == 0 else (step + 1) % settings.report
            means = [round(float(v), 4) for v in sums / n]
            entry = {"step": step + 1, "contrast": means[0], "attributes": means[1]}
            entry |= {
                k: v
                for k, v, w in (("matching", means[2], settings.matching), ("masked", means[3], settings.masked))
                if w
            }
            entry |= {"scale": round(float(model.scale()), 2), "seconds": round(time.time() - start, 1)}
            if held is not None and ((step + 1) % (settings.report * 4) == 0 or last):
                entry["heldOut"] = figures(average.model, held, words, settings.seed, device)
            log.append(entry)
            print(json.dumps(entry), flush=True)
            lines.write(json.dumps(entry) + "\n")
            lines.flush()
            save(average.model, words, settings, out / "checkpoint.pt")
            sums[:] = 0
    lines.close()
    return average.model, words, log


def save(model: Knowledge, words: tokenizer.Tokenizer, settings: Settings, path: Path) -> None:
    """Writes a checkpoint, whole or not at all."""
    part = path.with_suffix(".part")
    torch.save({"model": model.state_dict(), "merges": words.merges, "settings": asdict(settings)}, part)
    part.replace(path)


def restore(path: Path) -> tuple[Knowledge, tokenizer.Tokenizer, Settings]:
    """Reads what `save` wrote."""
    kept = torch.load(path, map_location="cpu")
    words = tokenizer.Tokenizer([tuple(m) for m in kept["merges"]])
    settings = Settings(**kept["settings"])
    model = Knowledge(len(words.vocabulary), settings.width)
    model.load_state_dict(kept["model"])
    return model.eval(), words, settings
