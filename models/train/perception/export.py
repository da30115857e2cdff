"""Exports trained networks as models of the engine: ONNX with weights as float16, manifest; and arrays to compare with."""

import copy
import hashlib
import io
import json
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Optional

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from knowledge.export import halve

from . import frame, names
from .batches import MAP
from .cases import Person, Shot
from .model import PART_CHANNELS, Block, Conv, GarmentNet, PartsNet
from .settings import Settings

OPSET = 14
LEAST = 64
"""Weights of fewer numbers stay float32."""
FILES = {"parts": "parts.onnx", "garment": "garment.onnx"}


class Parts(nn.Module):
    """Probabilities of body parts."""

    def __init__(self, net: PartsNet):
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3 + joints, h, w] to [n, parts, h, w]."""
        return self.net(x).softmax(1)


class Garment(nn.Module):
    """Maps of landmarks, within 0..1, and probabilities of categories."""

    def __init__(self, net: GarmentNet):
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """[n, 4, s, s] to [n, landmarks, s / 2, s / 2] and [n, categories]."""
        maps, logits = self.net(x)
        return maps.clamp(0, 1), logits.softmax(1)


def as_exported(net: nn.Module) -> nn.Module:
    """A copy with norms taken into the convolutions and weights that float16 can hold, so that the exported file computes
    what it does."""
    net = copy.deepcopy(net).eval()
    for module in net.modules():
        if isinstance(module, Conv):
            module[0], module[1] = fuse_conv_bn_eval(module[0], module[1]), nn.Identity()
        if isinstance(module, Block):
            module.second, module.norm = fuse_conv_bn_eval(module.second, module.norm), nn.Identity()
    with torch.no_grad():
        for weight in net.parameters():
            if weight.numel() >= LEAST:
                weight.copy_(weight.half().float())
    return net


def write_onnx(module: nn.Module, example: Tensor, path: Path, outputs: list[str]) -> None:
    """Traces a module and writes it for one example at a time."""
    data = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's remarks; the checker below has the last word
        torch.onnx.export(
            module.eval(),
            (example,),
            data,
            input_names=["input"],
            output_names=outputs,
            opset_version=OPSET,
            **({"dynamo": False} if int(torch.__version__.split(".")[0]) >= 2 else {}),
        )
    model = onnx.load_model_from_string(data.getvalue())
    halve(model, LEAST)
    model.producer_name, model.producer_version = "toile", ""
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def held_out(log: list[dict], part: str) -> Optional[dict]:
    """The last figures of a part on pictures that were not trained on."""
    return next((line["heldOut"] for line in reversed(log) if line["part"] == part and "heldOut" in line), None)


def manifest(nets: dict[str, nn.Module], settings: Settings, log: list[dict], cases: int, out: Path) -> dict:
    """Describes the files that lie in `out`."""
    files = {}
    for name in FILES.values():
        data = (out / name).read_bytes()
        files[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    size = {"height": frame.HEIGHT, "width": frame.WIDTH}
    return {
        "version": 1,
        "title": "Body parts and garment landmarks",
        "licence": "AGPL-3.0-or-later",
        "opset": OPSET,
        "parts": {
            "file": FILES["parts"], "joints": names.JOINTS, "labels": names.PARTS, "spread": frame.SPREAD,
            "input": {"name": "input", "shape": [1, PART_CHANNELS, *size.values()]},
            "output": {"name": "probabilities", "shape": [1, len(names.PARTS), *size.values()]},
            "heldOut": held_out(log, "parts"),
        },
        "garment": {
            "file": FILES["garment"], "landmarks": names.LANDMARKS, "categories": names.CATEGORIES, "margin": frame.MARGIN,
            "input": {"name": "input", "shape": [1, 4, frame.SQUARE, frame.SQUARE]},
            "outputs": [{"name": "maps", "shape": [1, len(names.LANDMARKS), MAP, MAP]}, {"name": "categories", "shape": [1, len(names.CATEGORIES)]}],
            "heldOut": held_out(log, "garment"),
        },
        "normalisation": {"mean": frame.MEAN, "std": frame.STD},
        "files": files,
        "parameters": {name: sum(p.numel() for p in net.parameters()) for name, net in nets.items()},
        "training": {**asdict(settings), "cases": cases, "torch": torch.__version__.split("+")[0]},
    }  # fmt: skip


def export(parts: PartsNet, garment: GarmentNet, settings: Settings, log: list[dict], cases: int, out: Path) -> None:
    """Writes both models and manifest.json to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    nets = {"parts": as_exported(parts), "garment": as_exported(garment)}
    write_onnx(Parts(nets["parts"]), torch.zeros(1, PART_CHANNELS, frame.HEIGHT, frame.WIDTH), out / FILES["parts"], ["probabilities"])
    write_onnx(Garment(nets["garment"]), torch.zeros(1, 4, frame.SQUARE, frame.SQUARE), out / FILES["garment"], ["maps", "categories"])
    about = json.dumps(manifest(nets, settings, log, cases, out), indent=2)
    (out / "manifest.json").write_text(about + "\n", encoding="utf-8")


def agreement(parts: PartsNet, garment: GarmentNet, people: list[Person], shots: list[Shot], folder: Path) -> None:
    """Some pictures, what the networks are given of them and what PyTorch makes of it, as raw little-endian arrays to hold
    the engine and the ONNX files against."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    for k, person in enumerate(people):
        arrays[f"person-{k}"], arrays[f"pose-{k}"] = person.image, person.pose
        arrays[f"person-frame-{k}"] = np.array(frame.person_frame(person.pose, person.image.shape[1], person.image.shape[0]), np.int32)
    for k, shot in enumerate(shots):
        arrays[f"shot-{k}"], arrays[f"alpha-{k}"] = shot.image, shot.alpha
        arrays[f"square-{k}"] = np.array(frame.garment_square(shot.alpha), np.int32)
    inputs = np.stack([frame.person_input(p.image, p.pose) for p in people])
    squares = np.stack([frame.garment_input(s.image, s.alpha) for s in shots])
    with torch.no_grad():
        chances = Parts(as_exported(parts)).eval()(torch.from_numpy(inputs))
        maps, kinds = Garment(as_exported(garment)).eval()(torch.from_numpy(squares))
    arrays.update(
        {"parts-input": inputs, "parts": chances.numpy(), "garment-input": squares, "maps": maps.numpy(), "categories": kinds.numpy()}
    )
    about = {}
    for name, value in arrays.items():
        (folder / f"{name}.bin").write_bytes(np.ascontiguousarray(value).tobytes())
        about[name] = {"shape": list(value.shape), "type": str(value.dtype)}
    (folder / "arrays.json").write_text(json.dumps(about) + "\n")
