"""Command line: make the data, train, export. See README.md of the folder above."""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from command import settings_with

from . import schema
from .settings import HELD_SEED, TRAIN_SEED, WIDE_SEED, Settings

SMALL = {
    "pictures": 48,
    "held_out": 16,
    "steps": 12,
    "studio": 0,
    "wide": 8,
    "batch": 24,
    "merges": 300,
    "width": 16,
    "report": 4,
    "rate": 4e-3,
}
"""A setting that goes through everything in seconds and is of no use but for testing it."""


def options() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="run.sh", description="Train and export the models of models/knowledge.")
    parser.add_argument(
        "--out", type=Path, help="folder of the exported files (default models/knowledge; needed with --small)"
    )
    parser.add_argument("--work", type=Path, default=schema.TRAIN / "out", help="folder of pictures and checkpoints")
    parser.add_argument("--small", action="store_true", help="a tiny setting that tests the code")
    parser.add_argument(
        "--only",
        choices=("data", "export", "folder"),
        help="make the pictures only, export the last checkpoint, or write held-out garments as files to --out",
    )
    parser.add_argument(
        "--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="processes that draw pictures"
    )
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="threads of PyTorch")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another value of a setting, such as matching=0.3",
    )
    parser.add_argument("--agreement", type=Path, help="folder for arrays to hold the exported files against")
    return parser.parse_args()


def main() -> None:
    """Goes through all steps that are asked for."""
    args = options()
    if args.small and not args.out:
        sys.exit("--small needs --out FOLDER: what it makes must not replace the models.")
    settings = settings_with(Settings, SMALL if args.small else {}, args.set)
    if args.only == "folder":
        if not args.out:
            sys.exit("--only folder needs --out FOLDER.")
        from . import folder

        folder.write(args.out, settings.held_out)
        return
    # these take seconds to load, which a wrong command line need not wait for
    import torch

    from . import data, studio
    from .export import agreement, export
    from .train import read_log, restore, train

    out = args.out or schema.KNOWLEDGE
    torch.set_num_threads(args.threads)
    kept = {}
    sets = {
        "pictures": (TRAIN_SEED, settings.pictures),
        "wide": (WIDE_SEED, settings.wide),
        "held-out": (HELD_SEED, settings.held_out),
    }
    for name, (seed, count) in sets.items():
        if args.only != "export" or name == "held-out":
            data.make(args.work / name, seed, count, args.workers, name == "wide")
            kept[name] = data.load(args.work / name, count)
    products = None
    if settings.studio and args.only != "export":
        studio.make(args.work / "studio", settings.studio // 2)
        products = studio.load(args.work / "studio", settings.studio)
    if args.only == "data":
        return
    if args.only == "export":
        model, words, settings = restore(args.work / "checkpoint.pt")
        log = read_log(args.work)
    else:
        shown = data.joined(kept.pop("pictures"), kept.pop("wide"))
        model, words, log = train(shown, products, kept["held-out"], settings, args.work)
    export(model, words, settings, log, out)
    shutil.copyfile(args.work / "training-log.jsonl", out / "training-log.jsonl")
    if args.agreement:
        agreement(model, words, kept["held-out"].images[:8], args.agreement)
    print(json.dumps({"exported": str(out)}))


main()
