"""Whether an owner's outlets cover stories about the owner as their peers do, and disclose the tie."""

from __future__ import annotations

from datetime import date
from typing import Any

from kg.ownership.holdings import Node
from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries._conflict import Affected, Comparison, Outcome, affected, compare
from queries._gaps import wilson
from queries._holdings import names_of, read
from queries._odds import METHOD, compared
from queries._own_group import GroupOverTime
from queries._texts import DOWN, HELD_BELOW, UP, fetched

_TOPS = f"""
MATCH (:Owner {{id: $owner}}){UP}(s:Owner)
WITH DISTINCT s
"""
_GROUP = f"""{_TOPS}
MATCH (s){DOWN}(o:Owner)
WITH DISTINCT o
"""
_NAMED = """
OPTIONAL MATCH (o)-[:ALIAS_OF]->(one:Owner)
WITH coalesce(one, o) AS o, e, judgement
MATCH (e)<-[:MENTIONS]-(a:Article)-[:PART_OF]->(t:Story)
RETURN DISTINCT o.id AS owner, o.kind AS owner_kind, e.id AS entity, e.name AS entity_name, e.kind AS entity_kind,
       judgement, a.id AS article, date(a.instant) AS day, t.id AS story, t.headline AS headline,
       date(t.first_published) AS first, date(t.last_published) AS last
"""
_BY_DECISION = "MATCH (o)-[d:SAME_AS]->(e:Entity)\nWITH o, e, d.judgement AS judgement"
_BY_NAME = """
UNWIND [o.name_key, o.plain_key] AS key
MATCH (e:Entity {name_key: key})
WITH DISTINCT o, e, null AS judgement"""
_SPECIAL = r"""['\\', '.', '(', ')', '[', ']', '{', '}', '*', '+', '?', '^', '$', '|']"""
"""What means something in a regular expression; the backslash first, as the others get one."""
_UNNAMED = rf"""
WITH o, CASE WHEN o.name CONTAINS ' ' THEN coalesce(o.plain_key, o.name_key) END AS key WHERE key IS NOT NULL
WITH o.id AS id, key, reduce(text = o.name, sign IN {_SPECIAL} | replace(text, sign, '\\' + sign)) AS name ORDER BY id
WITH collect(id) AS ids, collect(key) AS keys, collect(name) AS names
UNWIND range(0, (size(ids) - 1) / 1000) AS part
WITH ids[part * 1000..part * 1000 + 1000] AS ids, keys[part * 1000..part * 1000 + 1000] AS keys,
     names[part * 1000..part * 1000 + 1000] AS names
WITH ids, '(?s).*(?:' + reduce(found = keys[0], key IN keys[1..] | found + '|' + key) + ').*' AS keys,
     '(?s).*(?:' + reduce(found = names[0], name IN names[1..] | found + '|' + name) + ').*' AS names
MATCH (a:Article) WHERE a.enriched_by STARTS WITH 'no model' AND (a.headline_key =~ keys OR a.excerpt =~ names)
WITH ids, a
MATCH (a)-[:PART_OF]->(t:Story)
UNWIND ids AS id
MATCH (o:Owner {{id: id}})
WITH o, a, t WHERE
    ' ' + a.headline_key + ' ' CONTAINS ' ' + coalesce(o.plain_key, o.name_key) + ' '
    OR any(sign IN [' ', ',', '.', ';', ':', ')', '?', '!', '»', '”', '’'] WHERE a.excerpt + ' ' CONTAINS o.name + sign)
"""
"""The first test is quick and coarse, all names in one pattern (a thousand at a time, as patterns have a largest size);
the second finds whole words in what is left."""
_BY_WORDS = (
    _UNNAMED
    + """
OPTIONAL MATCH (o)-[:ALIAS_OF]->(one:Owner)
RETURN DISTINCT coalesce(one.id, o.id) AS owner, o.kind AS owner_kind, o.id AS entity, o.name AS entity_name,
       null AS entity_kind, 'as it stands' AS judgement, a.id AS article, date(a.instant) AS day, t.id AS story,
       t.headline AS headline, date(t.first_published) AS first, date(t.last_published) AS last
"""
)
"""Where no model finds names in a language, headline and excerpt are searched for the name as it is spelled."""
_STORIES = "\nMATCH (e)<-[:MENTIONS]-(:Article)-[:PART_OF]->(t:Story)\nWITH DISTINCT t"
_ARTICLES = """
MATCH (t)<-[:PART_OF]-(a:Article)<-[:PUBLISHED]-(s:Source)
RETURN DISTINCT t.id AS story, a.id AS article, a.url AS url, a.headline AS headline, date(a.instant) AS day,
       a.ties AS ties, a.ties_searched AS ties_searched, s.id AS source
"""


def conflicts(asked: Asked) -> Finished:
    """A row for each article of an own outlet on a story about the group, and one for each outlet that has none."""
    owner = Node("owner", asked.params["owner"])
    stated = read(asked.also["holdings"])
    group = GroupOverTime(owner, stated)
    stories = affected(asked.rows, group, asked.as_of)
    found = compare(stories, asked.also["articles"], asked.also["sources"], group, asked.as_of)
    names = {r["source"]: r["source_name"] or r["source"] for r in asked.also["sources"]}
    rows = [row for outcome in found.own for row in _rows(outcome, names)]
    now = group.on(asked.as_of)
    facts: dict[str, Any] = {
        "owner": owner.id, "name": stated.name(owner), "controlled_by": names_of(now.tops, stated),
        "outlets": sorted(now.outlets), "stories": len(stories), **_rates(found), **_disclosures(rows),
        "not_collected": [{"story": story, "source": source} for story, source in found.unseen],
    }  # fmt: skip
    return Finished(rows, facts, _left_out(asked, found), _notes(now.outlets, stories, found))


def _rows(outcome: Outcome, names: dict[str, str]) -> list[Row]:
    story = outcome.story
    base = {
        "story": story.story, "story_headline": story.headline, "source": outcome.source,
        "source_name": names.get(outcome.source, outcome.source), "mentions": sorted(story.mentions),
        "mentioned_in": max(story.mentions.values()),
    }  # fmt: skip
    if not outcome.articles:
        return [{**base, "status": "missing", "day": story.first}]
    return [
        {**base, "status": "covered", "day": row["day"], "url": row["url"], "headline": row["headline"],
         "disclosed": told.disclosed, "sentence": told.sentence}
        for row, told in outcome.articles
    ]  # fmt: skip


def _rates(found: Comparison) -> dict[str, Any]:
    """Pairs of an outlet and a story: of its own outlets, and of peers of the same country and language."""
    own_in, own_out, peers_in, peers_out = found.total()
    odds = compared(own_in, own_out, peers_in, peers_out)
    return {
        "covered": own_in, "missing": own_out, **_rate("rate", own_in, own_out),
        "peers": len(set().union(*found.peers.values())), "peers_covered": peers_in, "peers_missing": peers_out,
        **_rate("peers_rate", peers_in, peers_out),
        "odds_ratio": odds.ratio if odds else None, "odds_low": odds.low if odds else None,
        "odds_high": odds.high if odds else None, "p": odds.p if odds else None, "method": METHOD,
        "by_country_and_language": [
            {"country": country, "language": language, "covered": counts[0], "missing": counts[1],
             "peers_covered": counts[2], "peers_missing": counts[3]}
            for (country, language), counts in sorted(found.counts.items())
        ],
    }  # fmt: skip


def _rate(name: str, hits: int, misses: int) -> dict[str, float | None]:
    """A rate, 0 to 1, with its Wilson interval; nothing where there is nothing to count."""
    if not hits + misses:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    low, high = (round(end, 4) for end in wilson(hits, hits + misses))
    return {name: round(hits / (hits + misses), 4), f"{name}_low": low, f"{name}_high": high}


def _disclosures(rows: list[Row]) -> dict[str, int]:
    told = [row["disclosed"] for row in rows if row["status"] == "covered"]
    return {"disclosed": told.count(True), "not_disclosed": told.count(False), "disclosure_unknown": told.count(None)}


def _left_out(asked: Asked, found: Comparison) -> dict[str, int]:
    undated = {r["story"] for r in asked.rows if r["first"] is None}
    apart = sum(c[0] + c[1] for c in found.counts.values() if not c[2] + c[3])
    placeless = len(found.own) - sum(c[0] + c[1] for c in found.counts.values())
    return {
        "articles in whose language no names were found, beyond headline and excerpt": asked.also["unnamed"][0][
            "articles"
        ],
        "stories without a time": len(undated),
        "outlets of a story not collected within 7 days of it": len(found.unseen),
        "outlets of a story without peers to compare with, in the rates alone": apart + placeless,
    }


def _notes(outlets: frozenset[str], stories: list[Affected], found: Comparison) -> list[str]:
    notes = []
    if not outlets and not found.own:
        notes.append("it controls no outlet that is known, as of this day")
    if not stories:
        notes.append("no story held mentions it, or what it controls")
    if found.own:
        notes.append("a rate below that of its peers may have other reasons: fewer staff, another field")
    return notes


QUERY = Query(
    name="conflicts",
    summary=__doc__ or "",
    params=(
        Param("owner", "owner", "the owner: id or name; its whole group is looked at, from its ultimate owner down",
              argument=True),
        AS_OF,
    ),
    cypher=_GROUP + _BY_DECISION + _NAMED + "UNION" + _GROUP + _BY_NAME + _NAMED + "UNION" + _GROUP + _BY_WORDS,
    also={
        "holdings": _TOPS + HELD_BELOW,
        "articles": _GROUP + _BY_DECISION + _STORIES + _ARTICLES + "UNION" + _GROUP + _BY_NAME + _STORIES + _ARTICLES
        + "UNION" + _GROUP + _UNNAMED + "WITH DISTINCT t" + _ARTICLES,
        "unnamed": "MATCH (a:Article) WHERE a.enriched_by STARTS WITH 'no model' RETURN count(a) AS articles",
        "sources": f"""{_TOPS}
        MATCH (s){DOWN}(x:Source)
        WITH DISTINCT x
        MATCH (p:Source) WHERE p.id = x.id OR (p.country = x.country AND p.language = x.language)
        WITH DISTINCT p
        OPTIONAL MATCH (p)-[:PUBLISHED]->(a:Article)
        WITH p, date(a.instant) AS day ORDER BY p.id, day
        RETURN p.id AS source, p.name AS source_name, p.country AS country, p.language AS language,
               collect(DISTINCT day) AS days
        ORDER BY source
        """,
    },
    columns=(
        Column("story", str, "id of a story that mentions the owner, or what it owns"),
        Column("story_headline", str, "its headline", computed=True),
        Column("source", str, "an outlet that the owner controls, as of the day", computed=True, detail=True),
        Column("source_name", str, "its name", computed=True),
        Column("status", str, "covered, or missing: the outlet was collected and has nothing on it", computed=True),
        Column("day", date, "day of the article; of the story's first where it is missing"),
        Column("url", str, "address of the outlet's article; none where it is missing", computed=True),
        Column("headline", str, "its headline", detail=True),
        Column("disclosed", bool, "whether the text tells the tie; none where missing, or only a lead is known",
               computed=True),
        Column("sentence", str, "the sentence that tells it, as it stands in the text", computed=True),
        Column("mentions", list, "names in the story: the owner's, and of what it controls", computed=True,
               detail=True),
        Column("mentioned_in", int, "articles of the story with the most frequent of them", computed=True,
               detail=True),
        *fetched(
            ("owner", str), ("owner_kind", str), ("entity", str), ("entity_name", str), ("entity_kind", str),
            ("judgement", str), ("article", str), ("first", date), ("last", date),
        ),
    ),
    example="kg conflicts 'Evaristo Vallejo'",
    finish=conflicts,
)  # fmt: skip
