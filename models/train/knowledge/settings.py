"""What a training depends on besides the code."""

from dataclasses import dataclass

TRAIN_SEED, WIDE_SEED, HELD_SEED = 1_000_000, 5_000_000, 9_000_000
"""First seeds of the garments that are trained on, of those of the wider range, and of those that are held out."""


@dataclass
class Settings:
    """Sizes, rates and switches; the values here are those of the committed models."""

    seed: int = 7
    pictures: int = 12000
    wide: int = 6000
    """Pictures of the wider range of shapes, shown among the others."""
    studio: int = 180
    """Product shots of the studio's sewn garments, shown among the others at the end; 0 does without them."""
    held_out: int = 1000
    steps: int = 2000
    studio_from: int = 1600
    """Step from which the studio's product shots are shown too."""
    studio_times: int = 5
    """How often each of them counts among the others."""
    batch: int = 128
    rate: float = 2e-3
    """Highest learning rate; it falls to nothing over the steps."""
    attributes: float = 3.0
    """Weight of the attributes beside the contrastive loss."""
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
    bf16: bool = False
    """bfloat16 in the towers: quicker on processors and cards that have it, many times slower on others."""
