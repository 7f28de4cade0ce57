"""What a picture writes beside a node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def display_name(values: Mapping[str, Any], node_id: str) -> str:
    """A node's headline or name, else its id.

    >>> display_name({"headline": "Dam bursts"}, "a-1"), display_name({}, "a-1")
    ('Dam bursts', 'a-1')
    """
    return str(values.get("headline") or values.get("name") or node_id)
