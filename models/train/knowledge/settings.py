"""What a training depends on besides the code."""

from dataclasses import dataclass

TRAIN_SEED, HELD_SEED = 1_000_000, 9_000_000
"""First seeds of the garments that are trained on and of those that are held out."""


@dataclass
class Settings:
    """Sizes, rates and switches; the values here are those of the committed models."""

    seed: int = 7
    pictures: int = 8000
    held_out: int = 500
    steps: int = 1400
    batch: int = 128
    rate: float = 2e-3
    decay: float = 0.05
    merges: int = 1600
    width: int = 32
    report: int = 25
    contrast_weight: float = 1.0
    matching: float = 0.0
    """Weight of the picture-text matching loss (an ablation)."""
    masked: float = 0.0
    """Weight of the masked-token loss (an ablation)."""
    all_binary: bool = False
    """Binary cross-entropy for groups of which one value holds, too (an ablation)."""
    bf16: bool = True
