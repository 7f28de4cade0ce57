"""The one place that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_STORE = "news.kgl"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. ``neo4j_password`` is kept out of ``repr``, so that no log shows it."""

    store: str = DEFAULT_STORE
    neo4j_uri: str | None = None
    neo4j_username: str = "neo4j"
    neo4j_password: str | None = field(default=None, repr=False)
    neo4j_database: str | None = None
    contact: str | None = None
    no_color: bool = False


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``environ`` (default: the process's own).

    ``NEO4J_URI``, ``NEO4J_USERNAME``, ``NEO4J_PASSWORD`` and ``NEO4J_DATABASE`` mean what they mean to every Neo4j
    tool; the store is KG_STORE, else NEO4J_URI, else news.kgl. An empty variable counts as unset.

    >>> read({"KG_STORE": "x.kgl", "NEO4J_PASSWORD": "secret"})
    Settings(store='x.kgl', neo4j_uri=None, neo4j_username='neo4j', neo4j_database=None, contact=None, no_color=False)
    """
    env = os.environ if environ is None else environ
    return Settings(
        store=env.get("KG_STORE") or env.get("NEO4J_URI") or DEFAULT_STORE,
        neo4j_uri=env.get("NEO4J_URI") or None,
        neo4j_username=env.get("NEO4J_USERNAME") or "neo4j",
        neo4j_password=env.get("NEO4J_PASSWORD") or None,
        neo4j_database=env.get("NEO4J_DATABASE") or None,
        contact=env.get("KG_CONTACT") or None,
        no_color="NO_COLOR" in env and env["NO_COLOR"] != "",
    )
