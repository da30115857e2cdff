"""Exports a trained model: ONNX files with float16 for large weights, tokenizer, examples, manifest; and pictures to compare with."""

import hashlib
import inspect
import io
import json
import warnings
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from . import schema, tokenizer
from .batches import normalised
from .garment import covered, cut_out, picture
from .model import EMBEDDING, INPUT, MEAN, STD, ImageTower, Knowledge, probabilities
from .settings import Settings
from .spec import draw

OPSET = 14
HALVED = 150_000
"""Weights of fewer numbers stay float32: with all of them halved, probabilities are off by 1e-3."""
EXAMPLES = (
    "red striped summer dress", "红色条纹连衣裙", "碎花连衣裙", "navy T-shirt with a logo", "Women's black leather jacket",
    "浅蓝色破洞牛仔裤", "a photo of a beige coat with a belt", "  Ｔ恤　短袖  ", "size 42 off-the-shoulder top!", "秋冬 wool 大衣", "",
    "a very long query that goes on and on about a green checked flannel shirt with two chest pockets and long sleeves rolled up",
)  # fmt: skip


class Whole(nn.Module):
    """Picture tower with probabilities instead of logits."""

    def __init__(self, tower: ImageTower):
        super().__init__()
        self.tower = tower

    def forward(self, pixels: Tensor, cover: Tensor) -> tuple[Tensor, Tensor]:
        """Embedding and probabilities of normalised colours [n, 3, h, w] and what is garment, [n, 1, h, w]."""
        embedding, logits = self.tower(torch.cat([pixels, cover], 1))
        return embedding, probabilities(logits)


def halve(model: onnx.ModelProto, least: int = HALVED) -> None:
    """Keeps weights of at least so many numbers as float16, cast to float32 where they are used (a reader folds the casts on loading)."""
    casts = []
    for weight in model.graph.initializer:
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < least:
            continue
        name = weight.name
        half = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f"{name}.half")
        casts.append(helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
        weight.CopyFrom(half)
    for k, cast in enumerate(casts):
        model.graph.node.insert(k, cast)


def write_onnx(
    module: nn.Module, examples: tuple[Tensor, ...], path: Path, inputs: list[str], outputs: list[str]
) -> None:
    """Traces a module in evaluation mode and writes it with a free batch size."""
    data = io.BytesIO()
    axes = {name: {0: "batch"} for name in (*inputs, *outputs)}
    tracer = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    module = module.eval().cpu().to(memory_format=torch.contiguous_format)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's remarks on shapes; the checker below has the last word
        torch.onnx.export(
            module,
            examples,
            data,
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            **tracer,
        )
    model = onnx.load_model_from_string(data.getvalue())
    halve(model)
    model.producer_name, model.producer_version = "toile", ""
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def towers(model: Knowledge, out: Path) -> None:
    """Writes image.onnx and text.onnx."""
    blank = (torch.zeros(2, 3, INPUT, INPUT), torch.zeros(2, 1, INPUT, INPUT))
    write_onnx(Whole(model.image), blank, out / "image.onnx", ["pixels", "cover"], ["embedding", "attributes"])
    ids = torch.zeros(2, tokenizer.LENGTH, dtype=torch.int64)
    ids[:, 0], ids[:, 1] = tokenizer.BOS, tokenizer.EOS
    write_onnx(model.text, (ids,), out / "text.onnx", ["input_ids"], ["embedding"])


def agreement(model: Knowledge, words: tokenizer.Tokenizer, images: np.ndarray, folder: Path) -> None:
    """
    What PyTorch makes of some pictures and of EXAMPLES, as raw little-endian arrays to hold the ONNX files against;
    and a picture [h, w, 4] with the square it becomes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pixels, cover = normalised(images).split([3, 1], 1)
    ids = torch.tensor([words.encode(t) for t in EXAMPLES])
    with torch.no_grad():
        embedding, chances = Whole(model.image).eval()(pixels, cover)
        text = model.text.eval()(ids)
    arrays = {
        "pixels": pixels,
        "cover": cover,
        "image-embedding": embedding,
        "attributes": chances,
        "input-ids": ids,
        "text-embedding": text,
    }
    arrays = {name: value.numpy() for name, value in arrays.items()}
    colours, cover = picture(np.random.default_rng(1), draw(np.random.default_rng(1)))
    arrays["picture"] = covered(colours.clip(0, 255).astype(np.uint8), (cover * 255).astype(np.uint8))
    arrays["square"] = cut_out(arrays["picture"][..., :3], arrays["picture"][..., 3] / 255, INPUT)
    shapes = {}
    for name, value in arrays.items():
        (folder / f"{name}.bin").write_bytes(np.ascontiguousarray(value).tobytes())
        shapes[name] = {"shape": list(value.shape), "type": str(value.dtype)}
    (folder / "arrays.json").write_text(json.dumps(shapes) + "\n")


def sha256(path: Path) -> str:
    """Hash of a file as hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(model: Knowledge, words: tokenizer.Tokenizer, settings: Settings, log: list[dict], out: Path) -> dict:
    """Describes the files that lie in `out`."""
    files = {
        n: {"bytes": (out / n).stat().st_size, "sha256": sha256(out / n)}
        for n in ("image.onnx", "text.onnx", "tokenizer.json", "schema.json")
        if (out / n).exists()
    }
    attributes = schema.OUTPUTS
    return {
        "version": 1,
        "title": "Garment knowledge",
        "licence": "AGPL-3.0-or-later",
        "embedding": EMBEDDING,
        "logitScale": round(float(model.scale()), 4),
        "image": {
            "file": "image.onnx", "opset": OPSET,
            "input": {"name": "pixels", "type": "float32", "shape": ["batch", 3, INPUT, INPUT], "normalisation": {"mean": [MEAN] * 3, "std": [STD] * 3}, "ground": [240, 240, 240], "margin": 0.06},
            "cover": {"name": "cover", "type": "float32", "shape": ["batch", 1, INPUT, INPUT]},
            "outputs": [{"name": "embedding", "shape": ["batch", EMBEDDING]}, {"name": "attributes", "shape": ["batch", attributes]}],
        },
        "text": {
            "file": "text.onnx", "opset": OPSET, "tokenizer": "tokenizer.json",
            "input": {"name": "input_ids", "type": "int64", "shape": ["batch", tokenizer.LENGTH], "pad": tokenizer.PAD},
            "outputs": [{"name": "embedding", "shape": ["batch", EMBEDDING]}],
        },
        "files": files,
        "parameters": {"image": sum(p.numel() for p in model.image.parameters()), "text": sum(p.numel() for p in model.text.parameters()), "vocabulary": len(words.vocabulary)},
        "training": {**asdict(settings), "torch": torch.__version__.split("+")[0]},
        "heldOut": next((e["heldOut"] for e in reversed(log) if "heldOut" in e), None),
    }  # fmt: skip


def export(model: Knowledge, words: tokenizer.Tokenizer, settings: Settings, log: list[dict], out: Path) -> None:
    """Writes everything of the table in README.md but schema.json (copied when `out` is elsewhere) and the log."""
    out.mkdir(parents=True, exist_ok=True)
    source = schema.KNOWLEDGE / "schema.json"
    if not (out / "schema.json").exists():
        (out / "schema.json").write_bytes(source.read_bytes())
    towers(model, out)
    words.save(out / "tokenizer.json")
    examples = [{"text": t, "ids": words.encode(t)} for t in EXAMPLES]
    (out / "tokenizer-examples.json").write_text(
        json.dumps(examples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    (out / "manifest.json").write_text(
        json.dumps(manifest(model, words, settings, log, out), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
