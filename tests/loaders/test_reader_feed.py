"""Feeds as outlets send them, and as attackers would."""

from __future__ import annotations

import tarfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from reading_cases import FETCHED, document, fields, read, reasons

from kg.errors import InputError
from loaders.documents import Document
from loaders.readers import _xml
from loaders.readers._markup import text_of
from loaders.reading import Bad, Raw, choose, readers

U = "https://morning.example/"


def rss(*items: str, channel: str = f"<title>Morning</title><link>{U}</link>", more: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {more}><channel>{channel}{inside}</channel></rss>'


def atom(*entries: str) -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Morning</title><link href="{U}"/>{inside}</feed>'


def first(tmp_path: Path, text: str | bytes, **about: Any) -> dict[str, Any]:
    return fields(read("feed", document(tmp_path, text, **about)))[0]


# --- dates --------------------


@pytest.mark.parametrize("stamp", ["Fri, 30 Jan 2026 09:00:00 EST", "2026-01-30T09:00:00+05:30", "2026-01-30"])
def test_a_date_keeps_its_own_spelling_and_zone(stamp: str, tmp_path: Path) -> None:
    assert first(tmp_path, rss(f"<title>Rain</title><pubDate> {stamp}\n</pubDate>"))["published"] == stamp


def test_a_date_that_cannot_be_read_does_not_cost_the_article(tmp_path: Path) -> None:
    record = first(tmp_path, rss("<title>Rain</title><pubDate>03/04/2026</pubDate><pubDate>yesterday</pubDate>"))
    assert "published" not in record
    assert record["headline"] == "Rain"


def test_a_number_in_the_guid_is_no_date(tmp_path: Path) -> None:
    assert "published" not in first(tmp_path, rss("<title>Rain</title><guid>20260130</guid>"))


def test_an_entry_with_only_an_update_counts_as_published_then(tmp_path: Path) -> None:
    record = first(tmp_path, atom("<title>Rain</title><updated>2026-01-30T09:00:00Z</updated>"))
    assert (record["published"], record["modified"]) == ("2026-01-30T09:00:00Z",) * 2


def test_an_article_from_the_net_was_first_seen_when_it_was_fetched(tmp_path: Path) -> None:
    assert first(tmp_path, rss("<title>Rain</title>"), fetched=FETCHED)["first_seen"] == "2026-01-30T12:00:00+00:00"
    assert "first_seen" not in first(tmp_path, rss("<title>Rain</title>"))


# --- links and sources --------------------


def test_links_are_resolved_against_the_address_that_answered(tmp_path: Path) -> None:
    text = rss("<title>Rain</title><link>a/1?x=1&amp;y=2</link>", channel="<title>M</title>")
    where = {"location": "https://old.example/rss", "final_url": "https://www.morning.example/feeds/rss"}
    record = first(tmp_path, text, **where)
    assert (record["url"], record["source"]) == ("https://www.morning.example/feeds/a/1?x=1&y=2", "morning.example")


def test_a_feed_in_a_file_resolves_links_against_its_own_page(tmp_path: Path) -> None:
    assert first(tmp_path, rss("<title>Rain</title><link>/a/1</link>"))["url"] == U + "a/1"


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        (f"<guid>{U}1</guid>", U + "1"),
        (f'<guid isPermaLink="true">{U}1</guid>', U + "1"),
        (f'<guid isPermaLink="false">{U}1</guid>', None),
        ("<guid>1</guid>", None),
    ],
)
def test_an_item_without_link_takes_its_guid_where_that_is_a_permalink(guid: str, url: str, tmp_path: Path) -> None:
    record = first(tmp_path, rss(f"<title>Rain</title>{guid}"))
    assert (record.get("url"), record["source"]) == (url, "morning.example")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.example", "http://[bad", "file:///etc/passwd"])
def test_a_link_that_is_no_page_is_left_out(link: str, tmp_path: Path) -> None:
    assert "url" not in first(tmp_path, rss(f"<title>Rain</title><link>{link}</link>"))


def test_an_aggregator_is_not_the_source_of_what_it_gathers(tmp_path: Path) -> None:
    text = rss(
        '<title>Rain</title><link>https://abend.example/1</link><source url="https://abend.example/rss">Abend</source>',
        "<title>Sun</title><link>https://nacht.example/1</link>",
        f'<title>Wind</title><link>{U}redirect/1</link><source url="https://mittag.example">Mittag</source>',
        f"<title>Fog</title><link>{U}1</link>",
    )
    found = [(r["source"], r.get("source_name")) for r in fields(read("feed", document(tmp_path, text)))]
    assert found == [
        ("abend.example", "Abend"),
        ("nacht.example", None),
        ("mittag.example", "Mittag"),
        ("morning.example", "Morning"),
    ]


# --- texts --------------------


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Tea &amp;amp; cake", "Tea & cake"),
        ("<![CDATA[Tea & cake]]>", "Tea & cake"),
        ("Tea &nbsp;&eacute;&hellip; &unheard;", "Tea é… &unheard;"),
        ("&lt;b&gt;Tea&lt;/b&gt;", "Tea"),
        ("5 &lt; 6", "5 < 6"),
        ("don\x92t", "don’t"),
        ("Rain\x0b and\x00 sun", "Rain and sun"),
        ("=cmd()|'/c calc'", "=cmd()|'/c calc'"),
        ("نتيجة 🏛 \u202bالمدينة", "نتيجة 🏛 \u202bالمدينة"),
    ],
)
def test_a_headline_is_plain_text(title: str, headline: str, tmp_path: Path) -> None:
    assert first(tmp_path, rss(f"<title>{title}</title>"))["headline"] == headline


def test_a_title_said_to_be_plain_text_is_left_as_it_is(tmp_path: Path) -> None:
    assert first(tmp_path, atom('<title type="text">The &lt;b&gt; tag</title>'))["headline"] == "The <b> tag"


def test_the_whole_text_goes_before_the_summary(tmp_path: Path) -> None:
    text = rss(
        "<title>Rain</title><description>Short</description><content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>",
        more='xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    )
    assert first(tmp_path, text)["text"] == "Long"


def test_prefixes_that_are_nowhere_declared_are_understood(tmp_path: Path) -> None:
    record = first(
        tmp_path, rss("<title>Rain</title><dc:creator>Jane</dc:creator><content:encoded>It fell.</content:encoded>")
    )
    assert (record["authors"], record["text"]) == (["Jane"], "It fell.")


@pytest.mark.parametrize(
    ("element", "names"),
    [
        ("<author>jane@morning.example (Jane Doe)</author>", ["Jane Doe"]),
        ("<author>Jane Doe &lt;jane@morning.example&gt;</author>", ["Jane Doe"]),
        ("<author>jane@morning.example</author>", None),
        ("<author>Jane Doe (Harbour desk)</author>", ["Jane Doe (Harbour desk)"]),
    ],
)
def test_an_author_is_a_name_and_never_an_address(element: str, names: list[str] | None, tmp_path: Path) -> None:
    assert first(tmp_path, rss(f"<title>Rain</title>{element}")).get("authors") == names


@pytest.mark.parametrize(("tag", "code"), [("en-GB", "en"), ("pt_BR", "pt"), ("est", None), ("xx", None), ("", None)])
def test_a_language_is_given_only_where_it_is_one(tag: str, code: str | None, tmp_path: Path) -> None:
    channel = f"<language>{tag}</language>"
    assert first(tmp_path, rss("<title>Rain</title>", channel=channel)).get("language") == code


def test_scripts_styles_and_deep_nesting_leave_only_the_prose() -> None:
    assert text_of("<p>a<script>alert('<p>b</p>')</script><style>p {}</style><br>c</p>") == "a\nc"
    assert text_of("<div>" * 50_000 + "deep" + "</div>" * 50_000 + "<p>after</p>") == "deep\nafter"
    assert text_of("<p>unclosed <b>tags &amp; <a href='x'>links") == "unclosed tags & links"


def test_hostile_markup_takes_time_in_proportion_to_its_size() -> None:
    begun = time.monotonic()
    for piece in ("<a ", "<script>", "<!--", "&lt", "<p", "</b>", "<![CDATA[", "<a href='"):
        text_of(piece * 100_000)
    assert time.monotonic() - begun < 10


# --- encodings --------------------

NORTHERN, JAPANESE, RUSSIAN = "Größe – Café und Smørrebrød", "港の計画が承認された", "Порт получил новый план"


@pytest.mark.parametrize(
    ("declared", "encoding", "headline"),
    [
        ("UTF-8", "utf-8", NORTHERN),
        ("UTF-16", "utf-16", NORTHERN),
        ("UTF-16LE", "utf-16-le", NORTHERN),
        ("UTF-32", "utf-32-be", NORTHERN),
        ("windows-1252", "cp1252", NORTHERN),
        ("ISO-8859-1", "cp1252", NORTHERN),
        ("ISO-8859-1", "utf-8", NORTHERN),
        ("utf-16", "utf-8", NORTHERN),
        ("Shift_JIS", "shift_jis", JAPANESE),
        ("EUC-JP", "euc_jp", JAPANESE),
        ("ISO-2022-JP", "iso2022_jp", JAPANESE),
        ("koi8-r", "koi8_r", RUSSIAN),
        ("no-such-charset", "utf-8", RUSSIAN),
    ],
)
def test_encodings_are_recognised(declared: str, encoding: str, headline: str, tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>\n' + rss(f"<title>{headline}</title>")
    source = document(tmp_path, text.encode(encoding))
    assert readers()["feed"].sniff(source) == 90
    assert first(tmp_path, text.encode(encoding))["headline"] == headline


def test_the_charset_of_the_server_goes_before_that_of_the_document(tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?>{rss(f"<title>{RUSSIAN}</title>")}'
    assert first(tmp_path, text.encode("koi8_r"), charset="koi8-r")["headline"] == RUSSIAN


# --- hostile and broken --------------------

BOMB = "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB + "]>",
        '<!DOCTYPE rss [<!ENTITY i SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY i PUBLIC "x" "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE rss [<!ENTITY % p "x"><!ENTITY i "%p;">]>',
    ],
)
def test_entities_that_expand_or_read_are_refused_with_the_reason(doctype: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="DOCTYPE declares the entity"):
        read("feed", document(tmp_path, doctype + rss("<title>&i;</title>")))


def test_a_harmless_entity_is_read(tmp_path: Path) -> None:
    text = '<!DOCTYPE rss [<!-- don\'t mind --><!ENTITY paper "The Morning">]>' + rss(
        "<title>&paper; &amp; more</title>"
    )
    assert first(tmp_path, text)["headline"] == "The Morning & more"


def test_entities_that_swell_a_feed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_xml, "MAX_BYTES", 1_000_000)
    text = f'<!DOCTYPE rss [<!ENTITY i "{"x" * 10_000}">]>' + rss("<title>" + "&i;" * 1_000 + "</title>")
    with pytest.raises(InputError, match="expand beyond all bounds"):
        read("feed", document(tmp_path, text))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        "<!DOCTYPE rss [" + "<!ELEMENT a ANY>" * 5_000 + '<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_what_a_doctype_points_to_is_never_read(doctype: str, tmp_path: Path) -> None:
    records = read("feed", document(tmp_path, doctype + rss("<title>Rain &x;</title>")))
    assert "root:" not in str(records)
    assert isinstance(records[0], Raw)
    assert str(records[0].fields["headline"]).startswith("Rain")


def test_xml_nested_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        read("feed", document(tmp_path, rss("<a>" * 100_000)))


def test_a_json_feed_nested_without_end_is_refused(tmp_path: Path) -> None:
    text = '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000
    with pytest.raises(InputError, match="nested too deeply"):
        read("feed", document(tmp_path, text))


def test_a_feed_over_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="larger than the 64 MiB"):
        read("feed", document(tmp_path, b"<rss>" + b" " * (65 << 20)))


def test_hostile_xml_takes_time_in_proportion_to_its_size(tmp_path: Path) -> None:
    begun = time.monotonic()
    for piece in ("<!--", "<!DOCTYPE [", "<![CDATA[", "&a;", "<item>", "<!ENTITY a '", "<?xml ", "< ", "<a b='"):
        for start in ("<rss>", "", "<!DOCTYPE rss ["):
            try:
                source = document(tmp_path, start + piece * 100_000)
                readers()["feed"].sniff(source)
                read("feed", source)
            except InputError:
                pass
    assert time.monotonic() - begun < 20


def test_a_feed_that_breaks_off_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    text = rss("<title>Rain</title>", "<title>Sun</title>")
    records = read("feed", document(tmp_path, text[: text.index("Sun")]))
    assert isinstance(records[0], Raw)
    assert reasons(records)[-1][1] == "the feed ends before it is complete"


def test_an_entry_with_neither_headline_nor_text_is_bad_and_kept(tmp_path: Path) -> None:
    records = read("feed", document(tmp_path, "\n" + rss(f"<link>{U}1</link>", "<title>Sun</title>")))
    assert isinstance(records[0], Bad)
    assert records[0].place.line == 2
    assert f"<link>{U}1</link>" in records[0].content


def test_a_feed_without_entries_gives_no_records(tmp_path: Path) -> None:
    assert read("feed", document(tmp_path, rss())) == []


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body><p>Not here</p></body></html>",
        '<?xml version="1.0"?><opml version="2.0"><body/></opml>',
        '<?xml version="1.0"?><urlset><url><loc>x</loc></url></urlset>',
        "just words",
        '{"items": []}',
    ],
)
def test_what_is_no_feed_is_an_error(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^input: (not a feed|no XML)"):
        read("feed", document(tmp_path, text))
    assert readers()["feed"].sniff(document(tmp_path, text)) == 0


@pytest.mark.parametrize("before", ["", "\n\n", "\ufeff", "<!-- made by a <rss> maker -->\n", "Warning: bad\n"])
def test_a_feed_is_recognised_whatever_stands_before_it(before: str, tmp_path: Path) -> None:
    source = document(tmp_path, before + rss("<title>Rain</title>"))
    assert choose(source).name == "feed"
    assert len(fields(read("feed", source))) == 1


# --- the cases of feedparser --------------------


def test_every_feed_of_the_real_collection_is_loaded_or_rejected_with_a_reason(shared: Path, tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    with tarfile.open(shared / "feeds" / "feedparser_cases.tar.gz") as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            if stream is None:
                continue
            begun = time.monotonic()
            source = document(tmp_path, stream.read(), location=member.name)
            outcomes[_outcome(source)] += 1
            assert time.monotonic() - begun < 5, member.name
    assert outcomes == {"loaded": 488, "rejected": 707, "empty": 911, "refused": 1}  # refused: a document that is empty


def _outcome(source: Document) -> str:
    try:
        records = read("feed", source)
    except InputError as error:
        return "refused" if error.what and error.place else "refused without a reason"
    if any(isinstance(record, Bad) and not record.reason for record in records):
        return "rejected without a reason"
    return "loaded" if any(isinstance(record, Raw) for record in records) else "rejected" if records else "empty"
