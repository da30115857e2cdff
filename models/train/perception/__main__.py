"""Command line: read the cases, train, export. See README.md of the folder above."""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from command import settings_with

from .settings import Settings

TRAIN = Path(__file__).resolve().parent.parent
SMALL = {
    "held_out": 4,
    "width": 8,
    "parts_steps": 12,
    "parts_last_steps": 4,
    "parts_batch": 4,
    "garment_steps": 16,
    "garment_batch": 6,
    "report": 4,
}
"""A setting that goes through everything in seconds and is of no use but for testing it."""
SMALL_CASES = 8


def options() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="run.sh perception", description="Train and export body parts and garment landmarks.")
    parser.add_argument("--cases", type=Path, help="a synthetic set, with its poses.json (needed but with --small)")
    parser.add_argument("--out", type=Path, help="folder of the exported files (default out/perception; needed with --small)")
    parser.add_argument("--work", type=Path, default=TRAIN / "out" / "perception-work", help="folder of checkpoints")
    parser.add_argument("--small", action="store_true", help="a tiny setting on figures cut from paper, which tests the code")
    parser.add_argument("--only", choices=("parts", "garment", "export"), help="train one network, or export the last checkpoints")
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="threads of PyTorch")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another value of a setting")
    parser.add_argument("--agreement", type=Path, help="folder for arrays to hold the exported files and the engine against")
    return parser.parse_args()


def main() -> None:
    """Goes through all steps that are asked for."""
    args = options()
    if args.small and not args.out:
        sys.exit("--small needs --out FOLDER: what it makes is of no use.")
    if not args.small and not args.cases:
        sys.exit("Give a synthetic set with --cases FOLDER: toile studio make --seed 4200 --count 160 --size 384x512 --out FOLDER.")
    settings = settings_with(Settings, SMALL if args.small else {}, args.set)
    # these take seconds to load, which a wrong command line need not wait for
    import torch

    from . import cases, paper
    from .export import agreement, export
    from .model import GarmentNet, PartsNet
    from .train import Log, read_log, train_garment, train_parts

    torch.set_num_threads(args.threads)
    out = args.out or TRAIN / "out" / "perception"
    args.work.mkdir(parents=True, exist_ok=True)
    folder = args.cases or args.work / "paper"
    if args.small and not args.cases:
        paper.make(folder, SMALL_CASES, settings.seed)
    try:
        people = cases.split(cases.read_people(folder, settings.seed), settings.held_out)
        shots = cases.split(cases.read_shots(folder), settings.held_out)
    except ValueError as error:
        sys.exit(str(error))
    nets = {"parts": PartsNet(settings.width), "garment": GarmentNet(settings.width)}
    data = {"parts": people, "garment": shots}
    log: list[dict] = []
    places = {name: (args.work / f"{name}.pt", args.work / f"{name}-log.jsonl") for name in nets}
    for name, train in (("parts", train_parts), ("garment", train_garment)):
        if args.only in (None, name):
            trained = train(*data[name], settings, Log(places[name][1]))
            torch.save(trained.state_dict(), places[name][0])
    if not all(checkpoint.exists() for checkpoint, _ in places.values()):
        print(json.dumps({"trained": args.only}))
        return
    for name, (checkpoint, lines) in places.items():
        nets[name].load_state_dict(torch.load(checkpoint, map_location="cpu"))
        log += read_log(lines) or []
    export(nets["parts"], nets["garment"], settings, log, len(cases.case_folders(folder)), out)
    with (out / "training-log.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in log)
    if args.agreement:
        agreement(nets["parts"], nets["garment"], people[1][:2], shots[1][:2], args.agreement)
    shutil.rmtree(args.work / "paper", ignore_errors=True)
    print(json.dumps({"exported": str(out)}))


main()
