"""The two towers and the heads: a small residual network for pictures, a small transformer for words."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import schema, tokenizer

EMBEDDING = 192
INPUT = 128
MEAN, STD = 127.5, 64.0
PLACES = 64
"""Channels of the coarse map."""


class Conv(nn.Sequential):
    """Convolution, batch norm and, unless told otherwise, a rectifier."""

    def __init__(self, a: int, b: int, size: int, stride: int = 1, act: bool = True):
        layers = [nn.Conv2d(a, b, size, stride, size // 2, bias=False), nn.BatchNorm2d(b)]
        super().__init__(*layers, *([nn.ReLU(inplace=True)] if act else []))


class Block(nn.Module):
    """x plus one or two 3 x 3 convolutions of it."""

    def __init__(self, channels: int, convolutions: int = 2):
        super().__init__()
        last = Conv(channels, channels, 3, act=False)
        self.body = nn.Sequential(*[Conv(channels, channels, 3) for _ in range(convolutions - 1)], last)
        nn.init.zeros_(last[1].weight)

    def forward(self, x: Tensor) -> Tensor:
        """[n, c, h, w] to the same."""
        return F.relu(x + self.body(x))


class ImageTower(nn.Module):
    """
    Normalised colours and cover [n, 4, 128, 128] to embedding [n, EMBEDDING] of length 1 and logits [n, OUTPUTS].
    What is where is kept in a coarse map of PLACES channels beside the mean and the maximum of the last one.
    """

    def __init__(self, width: int = 32):
        super().__init__()
        w = width
        self.body = nn.Sequential(
            Conv(4, w // 2, 5, 2), Conv(w // 2, w, 3, 2), Block(w, 1),
            Conv(w, 2 * w, 3, 2), Block(2 * w),
            Conv(2 * w, 4 * w, 3, 2), Block(4 * w),
            Conv(4 * w, 6 * w, 3, 2), Block(6 * w),
        )  # fmt: skip
        self.places = Conv(6 * w, PLACES, 1)
        self.features = 12 * w + PLACES * (INPUT // 32) ** 2
        self.drop = nn.Dropout(0.1)
        self.embed = nn.Linear(self.features, EMBEDDING)
        self.heads = nn.Linear(self.features, schema.OUTPUTS)

    def pooled(self, pixels: Tensor) -> Tensor:
        """Mean, maximum and coarse map of the last one, [n, features]."""
        x = self.body(pixels)
        return torch.cat([x.mean((2, 3)), x.amax((2, 3)), self.places(x).flatten(1)], 1)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Embedding and logits."""
        x = self.drop(self.pooled(pixels).float())
        return F.normalize(self.embed(x), dim=1), self.heads(x)


class Layer(nn.Module):
    """Pre-norm transformer layer."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.rise, self.fall = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """[n, length, width] with an additive bias [n, 1, 1, length] on whom to look at."""
        n, length, width = x.shape
        q, k, v = (
            self.qkv(self.norm1(x)).view(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        )
        share = (q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + bias).softmax(-1)
        x = x + self.out((share @ v).transpose(1, 2).reshape(n, length, width))
        return x + self.fall(F.relu(self.rise(self.norm2(x))))


class TextTower(nn.Module):
    """Token ids [n, length] to embedding [n, EMBEDDING] of length 1."""

    def __init__(self, vocabulary: int, width: int = 128, layers: int = 2):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.places = nn.Parameter(torch.randn(tokenizer.LENGTH, width) * 0.02)
        self.layers = nn.ModuleList([Layer(width, 4) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        self.embed = nn.Linear(width, EMBEDDING)
        nn.init.normal_(self.tokens.weight, std=0.05)

    def hidden(self, ids: Tensor) -> Tensor:
        """State of every token, [n, length, width]."""
        bias = (ids == tokenizer.PAD).float()[:, None, None, :] * -1e4
        x = self.tokens(ids) + self.places[: ids.shape[1]]
        for layer in self.layers:
            x = layer(x, bias)
        return self.norm(x)

    def forward(self, ids: Tensor) -> Tensor:
        """Embedding: the mean state of the tokens that are none of padding."""
        kept = (ids != tokenizer.PAD).float()[..., None]
        return F.normalize(self.embed((self.hidden(ids) * kept).sum(1) / kept.sum(1)).float(), dim=1)


class Knowledge(nn.Module):
    """Both towers, the learned temperature, and heads that only ablations use."""

    def __init__(self, vocabulary: int, width: int = 32):
        super().__init__()
        self.image, self.text = ImageTower(width), TextTower(vocabulary)
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        self.match = nn.Sequential(nn.Linear(3 * EMBEDDING, 128), nn.ReLU(), nn.Linear(128, 1))
        self.restore = nn.Linear(self.text.norm.normalized_shape[0] + EMBEDDING, vocabulary)

    def scale(self) -> Tensor:
        """What similarities are multiplied by, at most 100."""
        return self.log_scale.clamp(max=math.log(100)).exp()


def contrast(image: Tensor, text: Tensor, scale: Tensor, fits: Tensor) -> Tensor:
    """
    Symmetric InfoNCE of [n, d] against [n, d]. fits [n, n]: 1 where text j is true of picture i, so that a pair that
    happens to fit is no negative; the target is spread evenly over all that fit.
    """
    logits = scale * image @ text.T
    rows, columns = fits / fits.sum(1, keepdim=True), fits.T / fits.T.sum(1, keepdim=True)
    return -0.5 * ((rows * logits.log_softmax(1)).sum(1).mean() + (columns * logits.T.log_softmax(1)).sum(1).mean())


WEIGHTS = {"category": 2.0, "pattern": 2.0, "colour": 0.5, "season": 0.3, "occasion": 0.3}


def attribute_loss(logits: Tensor, labels: Tensor, known: Tensor, all_binary: bool = False) -> Tensor:
    """
    Cross entropy of single groups and binary cross-entropy of multiple ones (of all, if `all_binary`), the mean over
    the pictures of which a group is known: known [n, groups] is 1 there.
    """
    total = logits.new_zeros(())
    for k, (name, group) in enumerate(schema.GROUPS.items()):
        part = schema.span(name)
        x, y = logits[:, part], labels[:, part]
        if group["kind"] == "single" and not all_binary:
            loss = F.cross_entropy(x, y.argmax(1), label_smoothing=0.03, reduction="none")
        else:
            loss = F.binary_cross_entropy_with_logits(x, y, reduction="none").sum(1)
        total = total + WEIGHTS.get(name, 1.0) * (loss * known[:, k]).sum() / known[:, k].sum().clamp(min=1)
    return total / len(schema.GROUPS)


def probabilities(logits: Tensor) -> Tensor:
    """Logits [n, OUTPUTS] to probabilities: soft-max within single groups, sigmoid within multiple ones."""
    parts = []
    for name, group in schema.GROUPS.items():
        x = logits[:, schema.span(name)]
        parts.append(x.softmax(1) if group["kind"] == "single" else x.sigmoid())
    return torch.cat(parts, 1)
