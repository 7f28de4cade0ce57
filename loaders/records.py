"""The records that every reader yields: the canonical formats, checked by pydantic.

Field names are those of the canonical CSV, JSON lines and Parquet formats (docs/formats.md is generated from here).
An empty value means absent. A record that doesn't validate goes, whole, to the rejects file with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from kg.ids import entity_id, registered_domain
from kg.model import BIAS, FACTUALITY, OWNER_CATEGORIES
from kg.ownership.succession import dated_name
from loaders.fields import (
    Country,
    Day,
    Flag,
    Language,
    MaybeName,
    Name,
    Text,
    Texts,
    Url,
    When,
    Word,
    as_text,
    lowered,
    titled,
)  # fmt: skip
from loaders.shares import parse_share

RecordKind = Literal["article", "source", "holding", "rating", "identity"]
KINDS: tuple[RecordKind, ...] = get_args(RecordKind)

_MAX_HEADLINE = 2_000


class Record(BaseModel):
    """What all records share: unknown fields are kept out (and counted by the pipeline)."""

    model_config = ConfigDict(extra="ignore", frozen=True, arbitrary_types_allowed=True)


class ArticleRecord(Record):
    """An article. It needs a ``url``, or a ``source`` and a ``headline``."""

    url: Url = Field(None, description="address of the page")
    headline: Annotated[Annotated[str, Field(max_length=_MAX_HEADLINE)] | None, BeforeValidator(as_text)] = Field(
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
    status: Annotated[Literal["usable", "corrected", "withdrawn"] | None, BeforeValidator(lowered)] = Field(
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
    owner_category: Annotated[Literal[OWNER_CATEGORIES] | None, BeforeValidator(lowered)] = Field(  # type: ignore[valid-type]
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
    relation: Annotated[Literal["owns", "succeeds"] | None, BeforeValidator(lowered)] = Field(
        None, description="owns, as where it is empty; or succeeds: the owner took the place of the owned"
    )
    how: Annotated[Literal["merged", "renamed", "inherited"] | None, BeforeValidator(lowered)] = Field(
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
    kind: Annotated[Literal["bias", "factuality"], BeforeValidator(lowered)] = Field(description="bias or factuality")
    value: Annotated[str, BeforeValidator(lowered)] = Field(description="a point of the scale")
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
    judgement: Annotated[Literal["same", "different", "unsure"], BeforeValidator(lowered)] = Field(
        description="same, different or unsure"
    )
    by: MaybeName = Field(None, description="who decided")
    at: When = Field(None, description="when")
    reason: Text = Field(None, description="why")
    split_by: Texts = Field(
        default_factory=list,
        description="of one spelling with two bearers, which articles of b are a's: source:ID, country:CODE, …",
    )

    kind: Annotated[Literal["Person", "Place", "Institution"] | None, BeforeValidator(titled)] = Field(
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
