"""The records that every reader yields: the canonical formats, checked by pydantic.

Field names are those of the canonical CSV, JSON lines and Parquet formats (docs/formats.md is generated from here).
An empty value means absent. A record that doesn't validate goes, whole, to the rejects file with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from kg.ids import canonical_url, entity_id, registered_domain
from kg.model import BIAS, FACTUALITY, OWNER_CATEGORIES
from kg.ownership.succession import dated_name
from loaders.readers._languages import language_code
from loaders.stamps import Stamp, from_value

RecordKind = Literal["article", "source", "holding", "rating", "identity"]
KINDS: tuple[RecordKind, ...] = get_args(RecordKind)

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff\ufeff]")
"""Control characters and lone surrogates: no part of a text, and no store takes them all."""
_MAX_NAME, _MAX_HEADLINE = 500, 2_000


def clean(text: str) -> str:
    """Text without control characters and lone surrogates, outer space off."""
    return _INVISIBLE.sub("", text).strip()


def _text(value: Any) -> Any:
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
    cleaned = [_text(part) for part in parts]
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
    text = _text(value)
    if isinstance(text, str):
        canonical_url(text)  # raises ValueError with the reason
    return text


def _lower(value: Any) -> Any:
    text = _text(value)
    return text.lower().replace("_", "-").replace(" ", "-") if isinstance(text, str) else text


def _language(value: Any) -> Any:
    """A language tag's ISO 639-1 code; what is none counts as absent, as the language is then detected."""
    text = _text(value)
    return language_code(text) if isinstance(text, str) else text


def _flag(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _upper(value: Any) -> Any:
    text = _text(value)
    return text.upper() if isinstance(text, str) else text


def _title(value: Any) -> Any:
    text = _text(value)
    return text.title() if isinstance(text, str) else text


Text = Annotated[str | None, BeforeValidator(_text)]
Name = Annotated[str, BeforeValidator(_text), Field(max_length=_MAX_NAME)]
MaybeName = Annotated[Annotated[str, Field(max_length=_MAX_NAME)] | None, BeforeValidator(_text)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
When = Annotated[Stamp | None, BeforeValidator(_stamp)]
Day = Annotated[date | None, BeforeValidator(_day)]
Url = Annotated[str | None, BeforeValidator(_url)]
Language = Annotated[str | None, BeforeValidator(_language)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]
Word = Annotated[str | None, BeforeValidator(_lower)]
Country = Annotated[Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None, BeforeValidator(_upper)]


class Record(BaseModel):
    """What all records share: unknown fields are kept out (and counted by the pipeline)."""

    model_config = ConfigDict(extra="ignore", frozen=True, arbitrary_types_allowed=True)


class ArticleRecord(Record):
    """An article. It needs a ``url``, or a ``source`` and a ``headline``."""

    url: Url = Field(None, description="address of the page")
    headline: Annotated[Annotated[str, Field(max_length=_MAX_HEADLINE)] | None, BeforeValidator(_text)] = Field(
        None, description="headline"
    )
    text: Text = Field(None, description="full text, or the lead that a feed carries")
    published: When = Field(None, description="instant of publication, or its day")
    modified: When = Field(None, description="instant of the last change")
    first_seen: When = Field(None, description="earliest instant at which a collector held it")
    language: Language = Field(None, description="ISO 639-1 code, or a tag such as pt-BR; detected where absent")
    authors: Texts = Field(default_factory=list, description="bylines")
    source: MaybeName = Field(None, description="domain or name of the outlet; the URL's domain where absent")
    source_name: MaybeName = Field(None, description="name of the outlet")
    genre: Word = Field(None, description="news, opinion, analysis, …")
    status: Annotated[Literal["usable", "corrected", "withdrawn"] | None, BeforeValidator(_lower)] = Field(
        None, description="usable, corrected or withdrawn"
    )
    wire: MaybeName = Field(None, description="agency that the article credits")
    place: MaybeName = Field(None, description="place that the article is filed from or about")
    id: MaybeName = Field(None, description="id of the article in its own system (kept out of the graph)")

    @model_validator(mode="after")
    def _identified(self) -> ArticleRecord:
        if not self.url and not (self.source and self.headline):
            raise ValueError("an article needs a url, or a source and a headline")
        if not self.headline and not self.text:
            raise ValueError("an article needs a headline or a text")
        if not self.source and not self.source_name and (not self.url or not registered_domain(self.url)):
            raise ValueError("no source: name one, or give a url with a registered domain")
        return self


class SourceRecord(Record):
    """An outlet."""

    source: Name = Field(description="domain (or name, where it has none)")
    name: MaybeName = Field(None, description="name")
    aliases: Texts = Field(default_factory=list, description="other names")
    domains: Texts = Field(default_factory=list, description="further domains")
    country: Country = Field(None, description="ISO 3166-1 alpha-2 code")
    language: Word = Field(None, description="ISO 639-1 code of its main language")
    place: MaybeName = Field(None, description="where it is based")
    medium: Word = Field(None, description="newspaper, radio, television, online, agency, …")
    kind: Word = Field(None, description="what sort of source it is: agency, public, satire, …")


class HoldingRecord(Record):
    """A share of an outlet or a company, held by somebody."""

    owner: Name = Field(description="Wikidata id, name or domain of the holder")
    owner_name: MaybeName = Field(None, description="name of the holder")
    owner_kind: Word = Field(None, description="person, company, state, foundation, cooperative, …")
    owner_country: Country = Field(None, description="ISO 3166-1 alpha-2 code")
    owner_category: Annotated[Literal[OWNER_CATEGORIES] | None, BeforeValidator(_lower)] = Field(  # type: ignore[valid-type]
        None, description="one of " + ", ".join(OWNER_CATEGORIES)
    )
    owner_names: Texts = Field(default_factory=list, description="names by period: Old Name [2001-01-01/2011-07-01]")
    owner_ids: Texts = Field(default_factory=list, description="numbers in registers: lei:…, wikidata:…, gb-coh:…")
    owner_ended: Day = Field(None, description="day on which the holder died or was dissolved")
    owned: Name = Field(description="domain of an outlet, or Wikidata id or name of a company that owns some")
    owned_name: MaybeName = Field(None, description="name of what is held")
    owned_kind: Word = Field(None, description="source for an outlet without a domain, else the sort of company")
    owned_country: Country = Field(None, description="ISO 3166-1 alpha-2 code")
    owned_ids: Texts = Field(default_factory=list, description="numbers in registers of what is held")
    share: Text = Field(None, description="per cent: 51, 25-50, >25-50, >50, <5, or empty where unknown")
    relation: Annotated[Literal["owns", "succeeds"] | None, BeforeValidator(_lower)] = Field(
        None, description="owns, as where it is empty; or succeeds: the owner took the place of the owned"
    )
    how: Annotated[Literal["merged", "renamed", "inherited"] | None, BeforeValidator(_lower)] = Field(
        None, description="how it succeeds: merged, renamed or inherited"
    )
    interest: Word = Field(None, description="interest, in terms of the Beneficial Ownership Data Standard")
    control: Flag = Field(None, description="whether the source states control")
    direct: Flag = Field(None, description="false: the share is what a chain of other holdings comes to")
    beneficial: Flag = Field(None, description="whether the source calls the holder a beneficial owner")
    valid_from: Day = Field(None, description="first day")
    valid_to: Day = Field(None, description="first day on which it no longer holds")
    observed: Day = Field(None, description="day as of which the source states it")
    evidence: Url = Field(None, description="address that shows it")
    source: Text = Field(None, description="who states it: a register, a dataset")
    licence: Text = Field(None, description="licence of the statement, where it is passed on")

    @model_validator(mode="after")
    def _sensible(self) -> HoldingRecord:
        if self.owner == self.owned:
            raise ValueError("an owner that owns itself")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("a period that ends before it begins")
        parse_share(self.share)
        for name in self.owner_names:
            dated_name(name)
        if self.relation == "succeeds" and (self.share or self.control is not None or self.owned_kind == "source"):
            raise ValueError("a succession is between two owners, without share or control")
        if self.how and self.relation != "succeeds":
            raise ValueError("how: only a succession has it (relation: succeeds)")
        return self


class RatingRecord(Record):
    """A rating of an outlet."""

    source: Name = Field(description="domain or name of the outlet")
    rater: Name = Field(description="who rates")
    kind: Annotated[Literal["bias", "factuality"], BeforeValidator(_lower)] = Field(description="bias or factuality")
    value: Annotated[str, BeforeValidator(_lower)] = Field(description="a point of the scale")
    date: Day = Field(None, description="day of the rating")
    evidence: Url = Field(None, description="address that shows it")

    @model_validator(mode="after")
    def _on_scale(self) -> RatingRecord:
        scale = BIAS if self.kind == "bias" else FACTUALITY
        if self.value not in scale:
            raise ValueError(f"{self.value!r} is not on the scale of {self.kind}: {', '.join(scale)}")
        return self


class IdentityRecord(Record):
    """A decision whether two names are the same."""

    a: Name = Field(description="id of an entity or owner")
    b: Name = Field(description="id of another")
    judgement: Annotated[Literal["same", "different", "unsure"], BeforeValidator(_lower)] = Field(
        description="same, different or unsure"
    )
    by: MaybeName = Field(None, description="who decided")
    at: When = Field(None, description="when")
    reason: Text = Field(None, description="why")
    split_by: Texts = Field(
        default_factory=list,
        description="of one spelling with two bearers, which articles of b are a's: source:ID, country:CODE, …",
    )

    kind: Annotated[Literal["Person", "Place", "Institution"] | None, BeforeValidator(_title)] = Field(
        None, description="of a list of names: Person, Place or Institution; a and b are made where they are not there"
    )
    a_name: MaybeName = Field(None, description="of a list of names: the name that a is shown by")
    b_name: MaybeName = Field(None, description="of a list of names: a name that a goes by; b is its id")
    country: Country = Field(None, description="of a list of names: country of a, ISO 3166-1 alpha-2 code")

    @model_validator(mode="after")
    def _two(self) -> IdentityRecord:
        if self.a == self.b:
            raise ValueError("the same id twice")
        if self.kind and not (self.a_name and self.b_name and self.b == entity_id(self.kind, self.b_name)):
            raise ValueError("a list of names has kind, a_name and b_name, and b is the id of b_name")
        return self


MODELS: dict[RecordKind, type[Record]] = {
    "article": ArticleRecord,
    "source": SourceRecord,
    "holding": HoldingRecord,
    "rating": RatingRecord,
    "identity": IdentityRecord,
}

_NUMBER = r"\d{1,3}(?:[.,]\d+)?"
_SHARE = re.compile(
    rf"^(?P<sign>>=|<=|≥|≤|>|<)?\s*(?P<low>{_NUMBER})\s*%?"
    rf"(?:\s*[-–]\s*(?P<below><=|≤|<)?\s*(?P<high>{_NUMBER})\s*%?)?$"
)
_OVER, _UNDER = frozenset({">", ">=", "≥"}), frozenset({"<", "<=", "≤"})


def parse_share(text: str | None) -> tuple[float | None, float | None, float | None]:
    """Read a share in per cent as (exact, lowest, highest), each 0 to 1 or None where unknown.

    Raises ``ValueError`` for what is no share.

    >>> parse_share("51"), parse_share("25-50"), parse_share(">50"), parse_share(None)
    ((0.51, 0.51, 0.51), (None, 0.25, 0.5), (None, 0.5, 1.0), (None, None, None))
    >>> parse_share(">25-50")
    (None, 0.25, 0.5)
    """
    if text is None or not text.strip():
        return (None, None, None)
    found = _SHARE.match(text.strip())
    if not found:
        raise ValueError(f"not a share: {text[:40]!r} (write 51, 25-50, >50, <5, or leave it empty)")
    low = _part(found["low"])
    high = _part(found["high"]) if found["high"] else low
    sign = found["sign"]
    if sign in _UNDER and found["high"]:
        raise ValueError(f"not a share: {text[:40]!r} (of a range, < stands before the higher end)")
    if not 0 <= low <= high <= 1 or (sign == ">" and low == 1) or (sign == "<" and low == 0):
        raise ValueError(f"a share outside 0 to 100, or a range upside down: {text[:40]!r}")
    if low == high and found["high"] and (sign == ">" or found["below"] == "<"):
        raise ValueError(f"a range that holds no share: {text[:40]!r}")
    if sign in _OVER and not found["high"]:
        return (None, low, 1.0)
    if sign in _UNDER:
        return (None, 0.0, low)
    return (low, low, low) if low == high else (None, low, high)


def _part(per_cent: str) -> float:
    """Of one, with the digits that it has: 33,34 is 0.3334."""
    return float(Decimal(per_cent.replace(",", ".")) / 100)


def validate(kind: RecordKind, fields: Mapping[str, Any]) -> Record:
    """Check raw fields. Raises ``ValueError`` whose text is the reason, on one line."""
    try:
        return MODELS[kind].model_validate({k: v for k, v in fields.items() if v not in ("", None)})
    except ValidationError as error:
        reasons = []
        for problem in error.errors(include_url=False, include_context=False):
            where = ".".join(map(str, problem["loc"]))
            text = problem["msg"].removeprefix("Value error, ")
            reasons.append(f"{where}: {text}" if where else text)
        raise ValueError("; ".join(reasons)) from error


def guess_kind(fields: Mapping[str, Any]) -> RecordKind | None:
    """What sort of record has these field names; None where it can't be told.

    >>> guess_kind({"owner": "", "owned": ""}), guess_kind({"url": "", "headline": ""}), guess_kind({"x": ""})
    ('holding', 'article', None)
    """
    names = fields.keys()
    signs: tuple[tuple[RecordKind, frozenset[str]], ...] = (
        ("holding", frozenset({"owner", "owned"})),
        ("rating", frozenset({"source", "rater", "value"})),
        ("identity", frozenset({"a", "b", "judgement"})),
        ("article", frozenset({"headline"})),
        ("article", frozenset({"url", "text"})),
        ("source", frozenset({"source"})),
    )
    return next((kind for kind, sign in signs if sign <= names), None)
