"""The attribute schema (models/knowledge/schema.json): groups, values, where each lies in the output vector."""

import json
from pathlib import Path

import numpy as np

TRAIN = Path(__file__).resolve().parent.parent
KNOWLEDGE = TRAIN.parent / "knowledge"

SCHEMA = json.loads((KNOWLEDGE / "schema.json").read_text(encoding="utf-8"))
GROUPS = {group["id"]: group for group in SCHEMA["groups"]}
OUTPUTS = SCHEMA["outputs"]
IDS = {name: [value["id"] for value in group["values"]] for name, group in GROUPS.items()}
VALUES = {(name, value["id"]): value for name, group in GROUPS.items() for value in group["values"]}


def index(group: str, value: str) -> int:
    """Place of a value in the output vector. Raises ValueError for a value the group does not have."""
    return GROUPS[group]["offset"] + IDS[group].index(value)


def span(group: str) -> slice:
    """Places of a group's values in the output vector."""
    offset = GROUPS[group]["offset"]
    return slice(offset, offset + len(IDS[group]))


def vector(truth: dict) -> np.ndarray:
    """Truth as uint8 [OUTPUTS] of 0 and 1; `truth` maps a group to one value or to a list of values."""
    out = np.zeros(OUTPUTS, np.uint8)
    for group, values in truth.items():
        for value in [values] if isinstance(values, str) else values:
            out[index(group, value)] = 1
    return out


def first(vec: np.ndarray, group: str) -> str:
    """Likeliest value of a group in an output vector of probabilities or of truth."""
    return IDS[group][int(np.argmax(vec[span(group)]))]


def words(group: str, value: str, language: str) -> list[str]:
    """Name of a value and its synonyms in `en` or `zh`, the name first."""
    entry = VALUES[group, value]
    return [entry[language], *entry.get(f"{language}Also", [])]
