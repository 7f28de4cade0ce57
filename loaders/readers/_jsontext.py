"""JSON of strangers: no NaN, no crash on nesting or on endless numbers."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

_JSON_FEED = re.compile(r"\"version\"\s*:\s*\"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version")


def is_json_feed(text: str) -> bool:
    """Whether a JSON text, or the head of one, says that it is a JSON Feed."""
    return _JSON_FEED.search(text) is not None


def is_object(text: str) -> bool:
    """Whether a text is one whole JSON object."""
    try:
        return isinstance(loads(text), dict)
    except ValueError:
        return False


def loads(text: str) -> Any:
    """The value of a JSON text. Raises ValueError with the reason, also where Python's parser would crash."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("not JSON that can be read: nested too deeply") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, character {error.colno}" if error.lineno > 1 else f"character {error.colno}"
        raise ValueError(f"not JSON: {error.msg} ({where})") from error
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON's")
