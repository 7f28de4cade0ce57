"""The vocabulary: every node and edge of the graph as pure data.

Write statements, constraints, indexes, value checks and docs/model.md are generated from these declarations
(``kg.store.schema``, ``kg.store.checks``, ``kg.cli.reference``): adding a property or a relation is one edit here.
Names follow schema.org NewsArticle, FollowTheMoney and the Beneficial Ownership Data Standard where they have one.
``title`` and ``type`` are never used as names: the embedded engine fills them itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SCHEMA_VERSION = 3
"""Raised by one with every change of the graph's shape; a store carries it on its ``Meta`` node."""

Kind = Literal["string", "integer", "float", "boolean", "datetime", "date", "strings", "floats"]
Keep = Literal["last", "first", "earliest", "latest"]
"""Which of two values stays when a node or edge is written again: the newer one, the one that was there, or by order.
Nothing (None) never replaces something."""


@dataclass(frozen=True, slots=True)
class Prop:
    """A property. ``volatile`` ones say when something ran: they are left out of the graph's hash."""

    name: str
    kind: Kind
    about: str
    keep: Keep = "last"
    volatile: bool = False
    indexed: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A sort of node. Its key is always ``id``. ``sorts`` are further labels, one of which a node of it may carry."""

    label: str
    about: str
    props: tuple[Prop, ...]
    sorts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation from ``start`` to ``end``.

    ``key`` names the property that tells parallel edges between the same two nodes apart (None: there is one at most).
    ``fact`` marks edges that state a fact about the world or an input, and so must say which load they came from.
    ``page`` is the end by which a long walk over all edges is paged: the one with few of these edges a node.
    """

    name: str
    start: str
    end: str
    about: str
    props: tuple[Prop, ...] = ()
    key: str | None = None
    fact: bool = True
    page: Literal["start", "end"] = "start"

    @property
    def id(self) -> str:
        """Name that is unique in the model, e.g. ``Owner-OWNS-Source``."""
        return f"{self.start}-{self.name}-{self.end}"


LOAD = Prop("load", "string", "id of the Load that first stated it", keep="first")
EVIDENCE = Prop("evidence", "string", "URL that shows it")
OBSERVED = Prop("observed", "date", "day as of which the source states it")
FACT_ID = Prop("fact", "string", "hash of the record's values: two statements that differ are two edges")

NODES: tuple[Node, ...] = (
    Node(
        "Article",
        "A page or item that an outlet published.",
        (
            Prop("url", "string", "address as published"),
            Prop("headline", "string", "headline as published"),
            Prop("headline_key", "string", "headline for searching: no case, accents or punctuation"),
            Prop("excerpt", "string", "first sentences, at most 300 characters"),
            Prop("text", "string", "full text, only with --keep-text"),
            Prop("language", "string", "ISO 639-1 code"),
            Prop("published", "datetime", "instant of publication, UTC; a day-only stamp is that day's start"),
            Prop("instant", "datetime", "the instant that counts: published, else first seen", indexed=True),
            Prop("published_precision", "string", "second, minute, day or unknown"),
            Prop("published_zone", "string", "explicit, assumed (UTC taken) or none"),
            Prop("published_text", "string", "the stamp as it stood in the input", keep="first"),
            Prop("modified", "datetime", "instant of the last change", keep="latest"),
            Prop("first_seen", "datetime", "earliest instant at which a collector held it", keep="earliest"),
            Prop("authors", "strings", "bylines"),
            Prop("genre", "string", "news, opinion, analysis, …"),
            Prop("status", "string", "usable, corrected or withdrawn"),
            Prop("wire", "string", "agency that the article credits, as a source id or name"),
            Prop(
                "first_credits", "strings", "outlets that the article says were first with the news, as it names them"
            ),
            Prop("word_count", "integer", "words of the full text"),
            Prop("place", "string", "place that the input names for the article"),
            Prop("text_hash", "string", "hash of headline and text: tells an unchanged article"),
            Prop("sketch", "string", "sampled shingles of the text, for later loads to find copies by"),
            Prop("enriched_by", "string", "model that found the names, or why there is none"),
            Prop("ties", "strings", "sentences that say who owns the outlet (kg/ownership/disclosure.py)"),
            Prop("ties_searched", "integer", "words searched for them; none where the language's words aren't known"),
        ),
    ),
    Node(
        "Story",
        "Articles about the same event.",
        (
            Prop("headline", "string", "headline of its first article"),
            Prop("headline_key", "string", "headline for searching"),
            Prop("first_published", "datetime", "earliest instant of its articles", indexed=True),
            Prop("last_published", "datetime", "latest instant of its articles", indexed=True),
            Prop("article_count", "integer", "articles"),
            Prop("source_count", "integer", "different sources"),
            Prop(
                "merged_into",
                "string",
                "id of the story that its articles went to, where it has none any more",
                indexed=True,
            ),
            Prop("parted_from", "string", "id of the story that it was once part of"),
        ),
    ),
    Node(
        "Cluster",
        "Near-alike articles of one story, by their mean: what later loads compare with.",
        (
            Prop("story", "string", "id of its story"),
            Prop("size", "integer", "articles"),
            Prop("instant", "datetime", "mean instant of its articles", indexed=True),
            Prop("core", "float", "average similarity to the story's other articles, 0 to 1; 1 where there are none"),
            Prop("state", "string", "mean vector and mean terms, packed"),
        ),
    ),
    Node(
        "Source",
        "An outlet: newspaper, station, site or agency.",
        (
            Prop("name", "string", "name"),
            Prop("name_key", "string", "name for searching", indexed=True),
            Prop("aliases", "strings", "other names"),
            Prop("alias_keys", "strings", "aliases for searching"),
            Prop("domains", "strings", "registered domains, the id's first"),
            Prop("country", "string", "ISO 3166-1 alpha-2 code"),
            Prop("language", "string", "ISO 639-1 code of its main language"),
            Prop("place", "string", "where it is based"),
            Prop("medium", "string", "newspaper, radio, television, online, agency, …"),
            Prop("kind", "string", "what sort of source it is: agency, satire, …; unrated where nothing is known"),
            Prop("listed", "boolean", "true where a source record describes it, false where only articles name it"),
            Prop("clock_offsets", "floats", "minutes that its stamps are ahead of the truth, one for each period"),
            Prop("clock_from", "strings", "first instant of each period, by its stamps; empty: open"),
            Prop("clock_to", "strings", "instant up to which each period lasts; empty: open"),
            Prop("clock_evidence", "strings", "what shows it, for each period"),
            Prop("clock_zone", "string", "zone whose local time its stamps are, labelled UTC; empty: no zone's"),
            Prop("clock_confidence", "float", "probability that its clock is off so, 0 to 1"),
            Prop("seen_from", "strings", "first stamp of each period in which sights tell of its stamps"),
            Prop("seen_ahead", "floats", "minutes that stamps are ahead of when its articles are out, for each period"),
            Prop("seen_within", "floats", "minutes within which its articles are seen once out, for each period"),
            Prop("stamped_at_sight", "boolean", "true where its stamps are when it was seen, not when it came out"),
            Prop("clock_due", "boolean", "true where articles came since its clock was learned", volatile=True),
        ),
    ),
    Node(
        "Owner",
        "Who holds a share of a source or of another owner.",
        (
            Prop("name", "string", "name"),
            Prop("name_key", "string", "name for searching", indexed=True),
            Prop("plain_key", "string", "name for comparing: for searching, without legal form", indexed=True),
            Prop("dated_names", "strings", "names by period: Name [2001-01-01/2011-07-01], the last day excluded"),
            Prop("alias_keys", "strings", "names by period, for searching"),
            Prop("identifiers", "strings", "numbers in registers: lei:…, wikidata:…, gb-coh:…"),
            Prop("ended", "date", "day on which it died or was dissolved"),
            Prop("kind", "string", "person, company, state, foundation, cooperative, …"),
            Prop("country", "string", "ISO 3166-1 alpha-2 code"),
            Prop(
                "category",
                "string",
                "government, billionaire, private-equity, telecom, media-conglomerate, corporation, "
                "cooperative, foundation, independent or other",
            ),
        ),
    ),
    Node(
        "Entity",
        "A person, place or institution that articles name.",
        (
            Prop("name", "string", "name that it goes by; of two spellings the later in Unicode order", keep="latest"),
            Prop("name_key", "string", "name for searching", keep="first", indexed=True),
            Prop("aliases", "strings", "other names"),
            Prop("alias_keys", "strings", "aliases for searching"),
            Prop("kind", "string", "Person, Place or Institution"),
            Prop("country", "string", "ISO 3166-1 alpha-2 code"),
            Prop(
                "sound_key", "string", "how the whole name sounds, words sorted: names compared with it", indexed=True
            ),
            Prop("short_key", "string", "how its last word sounds, with an initial; an acronym", indexed=True),
            Prop("start_key", "string", "how its first two words sound", indexed=True),
            Prop("split_of", "string", "id of the node of the same spelling that it was split from", indexed=True),
            Prop("split_by", "strings", "which articles of that node are its own: source:ID, country:CODE, …"),
        ),
        sorts=("Person", "Place", "Institution"),
    ),
    Node("Rater", "Who rates sources.", (Prop("name", "string", "name"), Prop("url", "string", "address"))),
    Node(
        "Load",
        "One run of a reader over one input; where facts come from.",
        (
            Prop("reader", "string", "reader that took the input"),
            Prop("location", "string", "file name or URL of the input"),
            Prop("sha256", "string", "hash of the input's bytes"),
            Prop("kind", "string", "articles, sources, owners, ratings or identities"),
            Prop("started", "datetime", "when it was first begun", keep="first", volatile=True),
            Prop("finished", "datetime", "when it was done", volatile=True),
            Prop("version", "string", "version of newskg"),
            Prop("records_read", "integer", "records of the input that are done with: where a resumed load goes on"),
            Prop("records_written", "integer", "records in the graph"),
            Prop("records_rejected", "integer", "records in the rejects file"),
            Prop("state", "string", "running or done"),
            Prop("unsettled", "strings", "entities and owners whose identity is still to be looked at", volatile=True),
        ),
    ),
    Node(
        "Meta",
        "The store's own card.",
        (
            Prop("schema_version", "integer", "version of the graph's shape"),
            Prop("created", "datetime", "when the store was made", keep="first", volatile=True),
            Prop("copied", "string", "how far an unfinished copy into this store has come", volatile=True),
        ),
    ),
)

_SHARE = (
    Prop("share_exact", "float", "share held, 0 to 1"),
    Prop("share_min", "float", "lowest share that the source allows, 0 to 1"),
    Prop("share_max", "float", "highest share that the source allows, 0 to 1"),
    Prop("share_text", "string", "share as it stood in the input"),
    Prop("interest", "string", "interest, in terms of the Beneficial Ownership Data Standard"),
    Prop("control", "boolean", "whether the source states control"),
    Prop("direct", "boolean", "false: the share is what a chain of other holdings comes to"),
    Prop("beneficial", "boolean", "whether the source calls the holder a beneficial owner"),
    Prop("publisher", "string", "who states it: a register, a dataset"),
    Prop("licence", "string", "licence of the statement, where it is passed on"),
    Prop("valid_from", "date", "first day"),
    Prop("valid_to", "date", "first day on which it no longer holds"),
    OBSERVED, EVIDENCE, LOAD, FACT_ID,
)  # fmt: skip
_JUDGEMENT = (
    Prop("judgement", "string", "same, different or unsure"),
    Prop("by", "string", "who decided"),
    Prop("at", "datetime", "when"),
    Prop("reason", "string", "why"),
    Prop("score", "float", "how sure an automatic decision is, 0 to 1"),
    LOAD,
)

EDGES: tuple[Edge, ...] = (
    Edge("PUBLISHED", "Source", "Article", "The outlet published the article.", (LOAD,), page="end"),
    Edge(
        "PART_OF", "Article", "Story", "The article is about the story's event.",
        (Prop("score", "float", "similarity to its cluster on joining (or on its being opened), 0 to 1"),
         Prop("method", "string", "how it was assigned"),
         Prop("cluster", "string", "id of the cluster by which it belongs"), LOAD),
    ),
    Edge(
        "REPOST_OF", "Article", "Article", "The article is a copy of another outlet's text.",
        (Prop("similarity", "float", "share of the text in common, estimated, 0 to 1"),
         Prop("evidence", "string", "credit line or near-duplicate"), LOAD),
    ),
    Edge(
        "VERSION_OF", "Article", "Article", "The article is a later version of its own outlet's text.",
        (Prop("similarity", "float", "share of the text in common, estimated, 0 to 1"),
         Prop("evidence", "string", "correction or update"), LOAD),
    ),
    Edge(
        "MENTIONS", "Article", "Entity", "The article names the entity.",
        (Prop("count", "integer", "times"),
         Prop("first_offset", "integer", "characters from the start of headline, line break, text"),
         Prop("surface_forms", "strings", "names as they stand in the text"),
         Prop("salience", "float", "weight in the article, 0 to 1"),
         Prop("weak", "boolean", "a lone word for a person that nothing in the article binds to a full name"),
         Prop("model", "string", "model that found it"), LOAD),
    ),
    Edge("OWNS", "Owner", "Source", "The owner holds a share of the outlet.", _SHARE, key="fact", page="end"),
    Edge("OWNS", "Owner", "Owner", "The owner holds a share of another owner.", _SHARE, key="fact", page="end"),
    Edge(
        "SUCCEEDED_BY", "Owner", "Owner", "The owner has become the other, or the other took over what it held.",
        (Prop("how", "string", "merged, renamed or inherited; none where not stated"),
         Prop("valid_from", "date", "first day of the successor"),
         Prop("publisher", "string", "who states it: a register, a dataset"),
         OBSERVED, EVIDENCE, LOAD, FACT_ID),
        key="fact", page="end",
    ),
    Edge(
        "RATED", "Rater", "Source", "The rater rated the outlet.",
        (Prop("kind", "string", "bias or factuality"), Prop("value", "string", "point of the kind's scale"),
         Prop("date", "date", "day of the rating"), EVIDENCE, LOAD, FACT_ID),
        key="fact", page="end",
    ),
    Edge("BASED_IN", "Source", "Entity", "The outlet is based in the place.", (LOAD,)),
    Edge("SAME_AS", "Owner", "Entity", "A decision whether owner and entity are the same.", _JUDGEMENT),
    Edge("SAME_AS", "Owner", "Owner", "A decision whether two owners are the same.", _JUDGEMENT),
    Edge("SAME_AS", "Entity", "Entity", "A decision whether two entities are the same.", _JUDGEMENT),
    Edge("GOES_AS", "Entity", "Entity", "Follows from SAME_AS: the entity stands for this name.", fact=False),
    Edge("GOES_AS", "Owner", "Entity", "Follows from SAME_AS: the owner is the entity.", fact=False),
    Edge("ALIAS_OF", "Owner", "Owner", "Follows from SAME_AS: another id of the owner, which goes by that one.",
         fact=False),
    Edge("HAS_ALIAS", "Owner", "Owner", "The same, the other way round: a walk along holdings passes it both ways.",
         fact=False),
)  # fmt: skip

DERIVED: dict[str, str] = {
    # What follows from other parts of the graph is computed by the store, in the transaction that changes them. The
    # first headline is looked for apart: putting all of a story in order takes memory that the embedded engine keeps.
    "Story": """
        UNWIND $ids AS id
        MATCH (s:Story {id: id})
        OPTIONAL MATCH (s)<-[:PART_OF]-(a:Article)
        OPTIONAL MATCH (a)<-[:PUBLISHED]-(o:Source)
        WITH s, count(DISTINCT a) AS articles, count(DISTINCT o) AS sources,
             min(a.instant) AS earliest, max(a.instant) AS latest
        CALL (s) {
            OPTIONAL MATCH (s)<-[:PART_OF]-(a:Article) WHERE a.headline IS NOT NULL
            RETURN a.headline AS headline ORDER BY a.instant, a.id LIMIT 1
        }
        CALL (s) {
            OPTIONAL MATCH (s)<-[:PART_OF]-(a:Article) WHERE a.headline_key IS NOT NULL
            RETURN a.headline_key AS key ORDER BY a.instant, a.id LIMIT 1
        }
        SET s.article_count = articles, s.source_count = sources,
            s.first_published = earliest, s.last_published = latest,
            s.headline = coalesce(headline, s.headline), s.headline_key = coalesce(key, s.headline_key)
    """,
}

BIAS = ("far-left", "left", "lean-left", "center", "lean-right", "right", "far-right")
FACTUALITY = ("very-high", "high", "mostly-factual", "mixed", "low", "very-low")
OWNER_CATEGORIES = (
    "government", "billionaire", "private-equity", "telecom", "media-conglomerate", "corporation", "cooperative",
    "foundation", "independent", "other",
)  # fmt: skip
STRONG_CLOCK = 0.95
"""Confidence from which a learned clock offset corrects stamps."""
SIDES = {"far-left": "left", "left": "left", "lean-left": "left", "center": "center", "lean-right": "right",
         "right": "right", "far-right": "right"}  # fmt: skip


def node(label: str) -> Node:
    """The declaration of a label. Raises KeyError for one that the model doesn't have."""
    return _NODES[label]


def edge(edge_id: str) -> Edge:
    """The declaration of an edge by its id, e.g. ``Owner-OWNS-Source``."""
    return _EDGES[edge_id]


_NODES = {n.label: n for n in NODES}
_EDGES = {e.id: e for e in EDGES}
