"""Questions whose answer is more than a table in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PAGES: dict[str, Callable[..., Any]] = {}
