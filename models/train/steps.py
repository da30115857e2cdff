"""What all trainings share: the learning rate over the steps, and averaged weights."""

import copy
import math

import torch
from torch import nn


def falling(step: int, steps: int, top: float, warm: int) -> float:
    """Learning rate: a short rise, then down along a half cosine that reaches nothing at `steps`."""
    if step < warm:
        return top * (step + 1) / warm
    return top * (0.5 + 0.5 * math.cos(math.pi * (step - warm) / max(1, steps - warm))) + 1e-6


class Average:
    """
    Weights and statistics averaged over the last steps: steadier than the last ones, and usable at any time. Of the
    average each step keeps `most` at most, and less in the first steps, of which about `slow` count.
    """

    def __init__(self, model: nn.Module, most: float, slow: int):
        self.model, self.count = copy.deepcopy(model).eval(), 0
        self.most, self.slow = most, slow

    def update(self, model: nn.Module) -> None:
        """Takes in the weights after a step."""
        self.count += 1
        keep = min(self.most, self.count / (self.count + self.slow))
        with torch.no_grad():
            for mine, now in zip(self.model.state_dict().values(), model.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.lerp_(now, 1 - keep)
                else:
                    mine.copy_(now)
