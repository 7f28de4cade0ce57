"""Values of records' fields: cleaned, and checked by pydantic. An empty one means absent."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from kg.ids import canonical_url
from loaders.readers._languages import language_code
from loaders.stamps import Stamp, from_value

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff\ufeff]")
"""Control characters and lone surrogates: no part of a text, and no store takes them all."""
_MAX_NAME = 500


def clean(text: str) -> str:
    """Text without control characters and lone surrogates, outer space off."""
    return _INVISIBLE.sub("", text).strip()


def as_text(value: Any) -> Any:
    """A text without what is no part of it; None for an empty one; a number as text."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return (clean(value) or None) if isinstance(value, str) else value


def _texts(value: Any) -> Any:
    """Several values: a list, or one cell with ``|`` between them."""
    if value is None:
        return []
    parts = value.split("|") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        raise ValueError("a list, or values with | between them")
    cleaned = [as_text(part) for part in parts]
    if not all(text is None or isinstance(text, str) for text in cleaned):
        raise ValueError("a list of texts")
    return list(dict.fromkeys(text for text in cleaned if text))


def _stamp(value: Any) -> Stamp | None:
    if value is None or isinstance(value, Stamp) or (isinstance(value, str) and not value.strip()):
        return value if isinstance(value, Stamp) else None
    return from_value(value)


def _day(value: Any) -> date | None:
    stamp = _stamp(value)
    return stamp.at.date() if stamp else None


def _url(value: Any) -> Any:
    text = as_text(value)
    if isinstance(text, str):
        canonical_url(text)  # raises ValueError with the reason
    return text


def lowered(value: Any) -> Any:
    """A word of ours as we write it: lower case, with hyphens."""
    text = as_text(value)
    return text.lower().replace("_", "-").replace(" ", "-") if isinstance(text, str) else text


def _language(value: Any) -> Any:
    """A language tag's ISO 639-1 code; what is none counts as absent, as the language is then detected."""
    text = as_text(value)
    return language_code(text) if isinstance(text, str) else text


def _flag(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _upper(value: Any) -> Any:
    text = as_text(value)
    return text.upper() if isinstance(text, str) else text


def titled(value: Any) -> Any:
    """The same with capitals, as a node's further label."""
    text = as_text(value)
    return text.title() if isinstance(text, str) else text


Text = Annotated[str | None, BeforeValidator(as_text)]
Name = Annotated[str, BeforeValidator(as_text), Field(max_length=_MAX_NAME)]
MaybeName = Annotated[Annotated[str, Field(max_length=_MAX_NAME)] | None, BeforeValidator(as_text)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
When = Annotated[Stamp | None, BeforeValidator(_stamp)]
Day = Annotated[date | None, BeforeValidator(_day)]
Url = Annotated[str | None, BeforeValidator(_url)]
Language = Annotated[str | None, BeforeValidator(_language)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]
Word = Annotated[str | None, BeforeValidator(lowered)]
Country = Annotated[Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None, BeforeValidator(_upper)]
