"""Figures of a model on pictures with known truth."""

import numpy as np
import torch

from . import captions, schema
from .batches import fitting, normalised
from .data import Pictures
from .model import Knowledge, probabilities
from .tokenizer import Tokenizer

REPORTED = ("category", "sleeve", "neckline", "length", "fit", "closure", "material")


def embedded(model: Knowledge, images: np.ndarray, device: str = "cpu") -> tuple[np.ndarray, np.ndarray]:
    """Embeddings [n, EMBEDDING] and probabilities [n, OUTPUTS] of pictures uint8 [n, h, w, 4]."""
    parts = []
    with torch.no_grad():
        for start in range(0, len(images), 64):
            image, logits = model.image(normalised(images[start : start + 64], device))
            parts.append((image.cpu().numpy(), probabilities(logits).cpu().numpy()))
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def spoken(model: Knowledge, texts: list[str], words: Tokenizer, device: str = "cpu") -> np.ndarray:
    """Embeddings [n, EMBEDDING] of texts."""
    with torch.no_grad():
        return model.text(torch.tensor([words.encode(t) for t in texts], device=device)).cpu().numpy()


def figures(model: Knowledge, held: Pictures, words: Tokenizer, seed: int, device: str = "cpu") -> dict:
    """
    Shares 0..1: accuracy of the likeliest value of each group (of a group that takes several, whether it is one of
    them), and R@1, R@5 of full captions among 200 pictures, a picture that the caption fits counting as found.
    """
    image, chances = embedded(model, held.images, device)
    out = {}
    for group in (*REPORTED, "pattern", "colour"):
        part = schema.span(group)
        best = chances[:, part].argmax(1)
        out[group] = round(float(held.labels[:, part][np.arange(len(best)), best].mean()), 4)
    rng = np.random.default_rng(seed)
    n = min(200, len(held.truths))
    told_words = [captions.caption(rng, t, captions.LANGUAGES[k % 2]) for k, t in enumerate(held.truths[:n])]
    told = np.zeros((n, schema.OUTPUTS), np.uint8)
    for k, (_, facts) in enumerate(told_words):
        told[k, facts] = 1
    fits = fitting(held.labels[:n], told)
    scores = image[:n] @ spoken(model, [text for text, _ in told_words], words, device).T
    for name, s, f in (("textToImage", scores.T, fits.T), ("imageToText", scores, fits)):
        order = np.argsort(-s, 1)
        for k in (1, 5):
            out[f"{name}R{k}"] = round(float(np.take_along_axis(f, order[:, :k], 1).max(1).mean()), 4)
    return out
