"""Why answers on the world are wrong: mistakes counted by cause, the commonest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bench.quality.graphs import Measured, Row
from bench.quality.scores import pairs
from bench.quality.worlds import Truth

_MOST = 12


def told(truth: Truth, measured: Measured, records: Mapping[str, Row]) -> Iterator[str]:
    """Lines to print."""
    for what, found in (
        ("stories: articles put with other stories, by what they are beside the story's own", merges(truth, measured)),
        (
            "stories: articles apart from the most of their story, by kind and language",
            splits(truth, measured, records),
        ),
        ("families: pairs missed, by what was done to the copies", missed_copies(truth, measured, records)),
        ("families: pairs that are none", untrue_copies(truth, measured)),
        ("first: wrong answers", wrong_firsts(truth, measured, records)),
    ):
        yield f"{what}: {found.total()}"
        yield from (f"  {n:>6}  {cause}" for cause, n in found.most_common(_MOST))


def merges(truth: Truth, measured: Measured) -> Counter[str]:
    """Articles in a story of the graph that is mostly another's."""
    labels, found = truth.labels(), Counter[str]()
    inside: dict[str, Counter[str]] = {}
    for url, story in measured.final.items():
        if url in labels:
            inside.setdefault(story, Counter())[labels[url]] += 1
    for counts in inside.values():
        (main, _), *others = counts.most_common()
        for other, n in others:
            found[_relation(truth, main, other)] += n
    return found


def _relation(truth: Truth, main: str, other: str) -> str:
    if ".preview" in main or ".preview" in other:
        same = main.removesuffix(".preview") == other.removesuffix(".preview")
        return "preview and its event" if same else "preview and another event"
    a, b = truth.stories[main], truth.stories[other]
    if a["past"] or b["past"]:
        return (
            "anniversary and its event" if {a["related"], b["related"]} & {main, other} else "anniversary, other event"
        )
    if {a["related"], b["related"]} & {main, other} or (a["related"] and a["related"] == b["related"]):
        return f"related events, {'look-alikes' if a['kind'] == b['kind'] else 'same people'}"
    days = abs(datetime.fromisoformat(a["at"]) - datetime.fromisoformat(b["at"])) / timedelta(days=1)
    return f"unrelated events, {'same' if a['kind'] == b['kind'] else 'other'} kind, {'≤' if days <= 2 else '>'} 2 days"


def splits(truth: Truth, measured: Measured, records: Mapping[str, Row]) -> Counter[str]:
    """Articles that aren't in the graph's story that holds most of theirs."""
    found = Counter[str]()
    for members in truth.members().values():
        story = measured.story_of(members)
        held = [url for url in members if measured.final.get(url) == story]
        languages = Counter(records[url].get("language") for url in held)
        main = languages.most_common(1)[0][0] if languages else None
        for url in members:
            if url in measured.final and measured.final[url] != story:
                other = records[url].get("language") not in {main, None}
                kind, dated = truth.articles[url]["kind"], measured.stamps[url]
                odd = dated is None or abs(dated - datetime.fromisoformat(truth.articles[url]["instant"])).days > 3
                found[
                    f"{'other language' if other else 'same language'}, {kind}{', odd or no stamp' if odd else ''}"
                ] += 1
    return found


def missed_copies(truth: Truth, measured: Measured, records: Mapping[str, Row]) -> Counter[str]:
    """True pairs of a family that the graph hasn't, by the copies' changes and whether they are credited."""
    reports = {u: r for u, r in truth.reports().items() if u in measured.final}
    source = {u: r["source"] for u, r in reports.items()}
    mine = {u: f for u, f in measured.families().items() if u in reports}
    missed = pairs({u: r["family"] for u, r in reports.items()}, source) - pairs(mine, source)
    found = Counter[str]()
    for pair in missed:
        how = " + ".join(sorted(str(reports[u]["how"] or "original") for u in pair))
        odd = any(
            measured.stamps[u] is None
            or abs(measured.stamps[u] - datetime.fromisoformat(reports[u]["instant"])).days > 10  # type: ignore[operator]
            for u in pair
        )
        found[f"{how}{', odd or no stamp' if odd else ''}"] += 1
    return found


def untrue_copies(truth: Truth, measured: Measured) -> Counter[str]:
    """Pairs that the graph joins though their texts have nothing to do with one another."""
    reports = {u: r for u, r in truth.reports().items() if u in measured.final}
    source = {u: r["source"] for u, r in reports.items()}
    mine = {u: f for u, f in measured.families().items() if u in reports}
    true = pairs({u: r["family"] for u, r in reports.items()}, source)
    return Counter(
        f"{reports[a]['kind']} and {reports[b]['kind']}, "
        f"{'same' if reports[a]['story'] == reports[b]['story'] else 'another'} story"
        for a, b in pairs(mine, source) - true
    )


def wrong_firsts(truth: Truth, measured: Measured, records: Mapping[str, Row]) -> Counter[str]:
    """Stories whose first reports are told wrongly, each by the gravest cause."""
    members, found = truth.members(), Counter[str]()
    for name, row in truth.stories.items():
        story = measured.story_of(members[name])
        rows = measured.graph.ask("first", story).rows if story else []
        told = {r["url"] for r in rows if r["status"] == "first"}
        if told != set(row["first"]):
            found[_cause(truth, name, told, {r["url"]: r for r in rows}, records)] += 1
    return found


def _cause(truth: Truth, name: str, told: set[str], rows: Mapping[str, Row], records: Mapping[str, Row]) -> str:
    want = set(truth.stories[name]["first"])
    for url in sorted(told - want):
        article = truth.articles[url]
        if article["story"] != name:
            kind, story = article["kind"], article["story"]
            return f"a {kind} first" + (f": {_relation(truth, name, story)}" if story else "")
    if want - rows.keys():
        return "the first report is not in the story"
    for url in sorted(told - want):
        article = truth.articles[url]
        if article["kind"] == "copy":
            return f"a copy first: {article['how']}"
        if (off := _off(url, truth, records)) is not None:
            return f"a later report first: {off}"
    if not want - told:
        return "more than the true set, stamps within a minute and a half"
    url = min(want - told)
    reason = rows[url]["reason"] or rows[url]["status"]
    return f"the first report not named: {reason}; {_off(url, truth, records) or 'its stamp is right'}"


def _off(url: str, truth: Truth, records: Mapping[str, Row]) -> str | None:
    """How an article's stamp is off; None where it isn't."""
    from loaders.stamps import parse

    text = records[url].get("published")
    if text is None:
        return "no stamp"
    stamp, true = parse(text), datetime.fromisoformat(truth.articles[url]["instant"])
    if (
        stamp.precision == "day"
        or (stamp.at.hour, stamp.at.minute, stamp.at.second) == (0, 0, 0)
        or "T00:00:00" in text
    ):
        return "a day's stamp"
    minutes = (stamp.at - true) / timedelta(minutes=1)
    if abs(minutes) <= 1.5:
        return None
    fault = truth.faults.get(truth.articles[url]["source"], "right")
    return f"clock {fault}, stamp {'before' if minutes < 0 else 'after'} truth"
