"""Who owns the voices of a story: over its sources, and over its independent texts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kg.model import OWNER_CATEGORIES
from queries._families import Family
from queries._groups import Backgrounds
from queries._ratings import distribution


def ownership(sources: Sequence[str], found: Sequence[Family], known: Backgrounds) -> dict[str, Any]:
    """Ultimate owners, their categories and countries over the sources, and in ``texts`` over the copy families.

    A text is its originator's: whoever reposts it adds no voice. A source of several owners counts for each of them;
    ``unknown`` counts sources and texts that have none that is established, ``old`` sources whose holdings were last
    stated more than five years before.
    """
    authors = [family.originator.report.source for family in found]
    return {
        **_spread(sources, known),
        "texts": _spread(authors, known),
        "unknown": {"sources": _unknown(sources, known), "of_sources": len(sources),
                    "texts": _unknown(authors, known), "of_texts": len(authors)},
        "old": sum(source in known.old for source in sources),
    }  # fmt: skip


def _spread(sources: Iterable[str | None], known: Backgrounds) -> dict[str, Any]:
    owners = [owner for source in sources for owner in known.owners_of(source) or (None,)]
    return {
        "owners": distribution(o.name if o else None for o in owners),
        "categories": distribution((o.category if o else None for o in owners), OWNER_CATEGORIES),
        "countries": distribution(o.country if o else None for o in owners),
    }


def _unknown(sources: Iterable[str | None], known: Backgrounds) -> int:
    return sum(not known.owners_of(source) for source in sources)
