"""What a training depends on besides the code and the cases."""

from dataclasses import dataclass


@dataclass
class Settings:
    """Sizes, rates and switches; the values here are those of the reported models."""

    seed: int = 11
    held_out: int = 10
    """Every so manyth case is not trained on: the log's figures and the choice between both ways come from those."""
    width: int = 20
    """Channels of the finest inner level of both networks."""
    parts_steps: int = 700
    """Steps of the first part of the training of body parts, at half the size."""
    parts_last_steps: int = 240
    """Steps of its second part, at the full size."""
    parts_batch: int = 12
    garment_steps: int = 200
    garment_batch: int = 16
    rate: float = 3e-3
    last_rate: float = 1.2e-3
    decay: float = 0.02
    report: int = 25
    overlap: float = 0.5
    """Weight of the overlap (Dice) loss beside the cross entropy of body parts."""
    category: float = 0.3
    """Weight of the cross entropy of categories beside the squared error of the landmarks' maps."""
