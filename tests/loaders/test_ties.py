"""Sentences that tell who owns the outlet are kept when an article is loaded, as its text is not."""

from __future__ import annotations

import json
from pathlib import Path

from stores import StoreTarget

from loaders.loading import load

FILLER = {
    "en": "The harbour board met on Monday evening to hear what the inspectors had found in the old warehouses. " * 5,
    "es": "La junta del puerto se reunió el lunes por la tarde para conocer el informe de los inspectores. " * 5,
    "fr": "Le conseil du port s'est réuni lundi soir pour entendre le rapport des inspecteurs sur les entrepôts. " * 5,
    "de": "Der Hafenrat kam am Montagabend zusammen, um den Bericht der Prüfer über die alten Speicher zu hören. " * 5,
}
TIES = {
    "en": "The Quayside Mail is owned by Pell Holdings.",
    "es": "Este diario pertenece a Grupo Marea.",
    "fr": "Delta Médias est propriétaire de ce journal.",
    "de": "Diese Zeitung gehört der Stiftung Hafenwacht.",
}


def test_the_sentence_is_kept_in_three_languages_and_others_are_not_said_to_have_none(
    store_target: StoreTarget, tmp_path: Path
) -> None:
    articles = [
        {"url": f"https://{site}.example/{language}", "headline": f"{language} {site}", "language": language,
         "source_name": "The Quayside Mail", "published": "2026-03-01T08:00:00Z",
         "text": FILLER[language] + (TIES[language] if site == "quayside" else "")}
        for language in FILLER for site in ("quayside", "breakwater")
    ]  # fmt: skip
    listed = tmp_path / "articles.jsonl"
    listed.write_text("".join(json.dumps(a) + "\n" for a in articles), "utf-8")
    with store_target.open(write=True) as store:
        load(store, "articles", [str(listed)], rejects=tmp_path / "rejects.jsonl")
        rows = store.rows(
            "MATCH (a:Article) RETURN a.url AS url, a.ties AS ties, a.ties_searched AS words, a.text AS text"
        )
    found = {row["url"]: row for row in rows}
    for language in ("en", "es", "fr"):
        told, silent = (found[f"https://{site}.example/{language}"] for site in ("quayside", "breakwater"))
        assert (told["ties"], silent["ties"] or []) == ([TIES[language]], [])
        assert min(told["words"], silent["words"]) > 50
    assert {found[f"https://{site}.example/de"]["words"] for site in ("quayside", "breakwater")} == {None}
    assert {row["text"] for row in rows} == {None}
