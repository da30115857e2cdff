"""What a training depends on besides the code."""

from dataclasses import dataclass

TRAIN_SEED, WIDE_SEED, HELD_SEED = 1_000_000, 5_000_000, 9_000_000
"""First seeds of the garments that are trained on, of those of the wider range, and of those that are held out."""


@dataclass
class Settings:
    """Sizes, rates and switches; the values here are those of the committed models."""

    seed: int = 7
    pictures: int = 8000
    wide: int = 5000
    """Pictures of the wider range of shapes; the third part has the first half of them, the last one all."""
    held_out: int = 500
    steps: int = 650
    """Steps of the first part."""
    horizon: int = 1400
    """Step at which the rate of the first part would have fallen to nothing."""
    refine_steps: int = 1000
    """Steps of the second part, over which the rate falls to nothing."""
    finish_steps: int = 450
    """Steps of the third part, over which the rate falls to nothing again."""
    last_steps: int = 520
    """Steps of the last part, again with a falling rate."""
    batch: int = 128
    rate: float = 2e-3
    refine_rate: float = 1.4e-3
    finish_rate: float = 8e-4
    last_rate: float = 1e-3
    refine_attributes: float = 4.0
    """Weight of the attributes beside the contrastive loss after the first part; 1 in the first."""
    decay: float = 0.05
    merges: int = 1600
    width: int = 32
    report: int = 25
    matching: float = 0.0
    """Weight of the picture-text matching loss (an ablation)."""
    masked: float = 0.0
    """Weight of the masked-token loss (an ablation)."""
    all_binary: bool = False
    """Binary cross-entropy for groups of which one value holds, too (an ablation)."""
    bf16: bool = True
