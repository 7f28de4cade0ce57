"""A Neo4j to measure: the one of NEO4J_URI, else one from the jars (tests/neo4j_server.py), else none."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg import settings
from kg.settings import Settings


def _servers() -> Any:
    path = Path(__file__).parent.parent / "tests" / "neo4j_server.py"
    spec = importlib.util.spec_from_file_location("neo4j_server", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["neo4j_server"] = module
    spec.loader.exec_module(module)
    return module


@contextmanager
def server_settings() -> Iterator[Settings | None]:
    """Settings that lead to an empty server."""
    current = settings.read()
    if current.neo4j_uri:
        yield current
        return
    servers = _servers()
    try:
        server = servers.Neo4jServer(heap="1g", page_cache="256m")
        server.start()
    except servers.ServerUnavailableError:
        yield None
        return
    try:
        yield Settings(neo4j_uri=server.uri, neo4j_username=server.user, neo4j_password=server.password)
    finally:
        server.close()
