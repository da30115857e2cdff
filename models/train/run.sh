#!/bin/sh
# Trains models and exports them: those of models/knowledge, or with "perception" as the first word those of body parts and
# garment landmarks. See README.md beside this file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
if ! "$python" -c 'import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, ("torch", "numpy", "PIL", "onnx"))))' 2>/dev/null; then
  echo "$python has no torch, numpy, PIL or onnx. On Debian: apt install python3-torch python3-numpy python3-pil python3-onnx. Another Python: PYTHON=path $0" >&2
  exit 1
fi
models=knowledge
case ${1-} in knowledge | perception) models=$1 && shift ;; esac
PYTHONPATH=$here PYTHONHASHSEED=0 exec nice -n 10 "$python" -m "$models" "$@"
