"""The two networks: an encoder and decoder with skips each, for body parts and for garment landmarks."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import names

PART_CHANNELS = 3 + len(names.JOINTS)


class Conv(nn.Sequential):
    """3 x 3 convolution, batch norm, rectifier."""

    def __init__(self, a: int, b: int, stride: int = 1):
        super().__init__(nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


class Block(nn.Module):
    """x plus two convolutions of it."""

    def __init__(self, channels: int):
        super().__init__()
        self.first = Conv(channels, channels)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        nn.init.zeros_(self.norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        """[n, c, h, w] to the same."""
        return F.relu(x + self.norm(self.second(self.first(x))))


class Hourglass(nn.Module):
    """Features [n, channels, h, w] at half, quarter, eighth and sixteenth of the input's size and back to half: what was
    found on the way down is added on the way up. Gives the features at half the size and the innermost ones."""

    def __init__(self, channels: int, width: int):
        super().__init__()
        w = (width, 2 * width, 4 * width, 6 * width)
        self.stem = Conv(channels, w[0], 2)
        self.down = nn.ModuleList([nn.Sequential(Conv(a, b, 2), Block(b)) for a, b in zip(w, w[1:])])
        self.inner = Block(w[3])
        self.rise = nn.ModuleList([nn.Conv2d(b, a, 1, bias=False) for a, b in zip(w, w[1:])])
        self.mix = nn.ModuleList([Conv(a, a) for a in w[:3]])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Features [n, width, h / 2, w / 2] and [n, 6 * width, h / 16, w / 16]."""
        kept = [self.stem(x)]
        for down in self.down:
            kept.append(down(kept[-1]))
        x = inner = self.inner(kept.pop())
        for rise, mix in zip(reversed(self.rise), reversed(self.mix)):
            x = mix(kept.pop() + F.interpolate(rise(x), scale_factor=2.0, mode="nearest"))
        return x, inner


class PartsNet(nn.Module):
    """Picture and maps of joints [n, 3 + joints, h, w] to logits [n, parts, h, w]; h and w are multiples of 16."""

    def __init__(self, width: int):
        super().__init__()
        self.body = Hourglass(PART_CHANNELS, width)
        self.edges = Conv(3, 8)
        self.last = Conv(width + 8, 16)
        self.out = nn.Conv2d(16, len(names.PARTS), 1)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of every part."""
        inner, _ = self.body(x)
        whole = F.interpolate(inner, scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.out(self.last(torch.cat([whole, self.edges(x[:, :3])], 1)))


class GarmentNet(nn.Module):
    """Cut-out [n, 4, s, s] to maps of landmarks [n, landmarks, s / 2, s / 2] and logits of categories [n, categories]."""

    def __init__(self, width: int):
        super().__init__()
        self.body = Hourglass(4, width)
        self.last = Conv(width, width)
        self.out = nn.Conv2d(width, len(names.LANDMARKS), 1)
        nn.init.normal_(self.out.weight, std=0.01)
        nn.init.zeros_(self.out.bias)
        self.kind = nn.Linear(12 * width, len(names.CATEGORIES))
        self.drop = nn.Dropout(0.2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Maps and logits."""
        inner, deep = self.body(x)
        pooled = torch.cat([deep.mean((2, 3)), deep.amax((2, 3))], 1)
        return self.out(self.last(inner)), self.kind(self.drop(pooled))


def overlap_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """1 - Dice of the parts that a batch shows. labels int64 [n, h, w], below 0 where nothing is known."""
    known = (labels >= 0).float()[:, None]
    truth = F.one_hot(labels.clamp(min=0), logits.shape[1]).permute(0, 3, 1, 2).float() * known
    chance = logits.softmax(1) * known
    both, size = (chance * truth).sum((0, 2, 3)), (chance + truth).sum((0, 2, 3))
    shown = truth.sum((0, 2, 3)) > 0
    return 1 - (2 * both[shown] / size[shown].clamp(min=1)).mean()
