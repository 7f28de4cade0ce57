"""Items of JSON Feed 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from loaders.readers._feedxml import Feed, Item
from loaders.readers._markup import text_of


def feed(data: Mapping[str, Any], address: str) -> Feed | None:
    """The feed in a JSON document; None where it is no JSON Feed."""
    if "jsonfeed.org/version" not in str(data.get("version", "")) or not isinstance(data.get("items"), list):
        return None
    home = _link(data.get("home_page_url"), address)
    return Feed(_text(data.get("title")), home, _items(data, address or home))


def _items(data: Mapping[str, Any], address: str) -> Iterator[Item]:
    for number, entry in enumerate(data["items"], 1):
        content = json.dumps(entry, ensure_ascii=False)[:10_000]
        if not isinstance(entry, Mapping):
            yield Item(number, content)
            continue
        yield Item(
            line=number,
            content=content,
            link=_link(entry.get("url"), address),
            headline=_text(entry.get("title")),
            text=text_of(_text(entry.get("content_html"))) or _text(entry.get("content_text") or entry.get("summary")),
            published=_texts(entry.get("date_published")),
            modified=_texts(entry.get("date_modified")),
            authors=_authors(entry) or _authors(data),
            language=_text(entry.get("language") or data.get("language")),
            id=_text(entry.get("id")),
        )


def _authors(data: Mapping[str, Any]) -> tuple[str, ...]:
    listed = data.get("authors")
    people = listed if isinstance(listed, list) else [data.get("author")]
    names = (_text(person.get("name")) for person in people if isinstance(person, Mapping))
    return tuple(dict.fromkeys(name for name in names if name))


def _texts(value: object) -> tuple[str, ...]:
    text = _text(value)
    return (text,) if text else ()


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else str(value) if type(value) in {int, float} else ""


def _link(value: object, address: str) -> str:
    try:
        return urljoin(address, _text(value))
    except ValueError:  # '[' in a host that is no IPv6 address
        return ""
