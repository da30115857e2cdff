"""What the command lines of all trainings share."""

import json
import sys
from typing import TypeVar

Kind = TypeVar("Kind")


def settings_with(kind: type[Kind], values: dict, items: list[str]) -> Kind:
    """Settings of a kind with some values, and those of items NAME=VALUE. Raises SystemExit for what is none."""
    values, known = dict(values), vars(kind())
    for item in items:
        name, _, value = item.partition("=")
        if name not in known:
            sys.exit(f"There is no setting {name!r}. Settings: {', '.join(known)}.")
        try:
            values[name] = json.loads(value.lower())
        except ValueError:
            sys.exit(f"The value {value!r} of {name} is neither a number nor true or false.")
    return kind(**values)
