#!/bin/sh
# Draws the pictures, trains the models and exports them to models/knowledge: see README.md beside this file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
if ! "$python" -c 'import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, ("torch", "numpy", "PIL", "onnx"))))' 2>/dev/null; then
  echo "$python has no torch, numpy, PIL or onnx. On Debian: apt install python3-torch python3-numpy python3-pil python3-onnx. Another Python: PYTHON=path $0" >&2
  exit 1
fi
PYTHONPATH=$here PYTHONHASHSEED=0 exec nice -n 10 "$python" -m knowledge "$@"
