"""The tests' own Neo4j: it is a real one, keeps its data over a restart, and can be had with TLS."""

import json
import os
import stat
from pathlib import Path

import neo4j
import neo4j_server
import pytest
from neo4j.exceptions import DriverError
from neo4j_server import VERSION, Neo4jServer, ServerFailedError, ServerUnavailableError, ensure_jars, version_of


def rows(server: Neo4jServer, uri: str, query: str) -> list[dict[str, object]]:
    auth = (server.user, server.password)
    with neo4j.GraphDatabase.driver(uri, auth=auth) as driver, driver.session() as session:
        return session.run(query).data()


def test_it_answers_as_the_version_that_users_run(own_neo4j_server):
    for uri in (own_neo4j_server.uri, own_neo4j_server.routing_uri):
        assert version_of(uri, own_neo4j_server.user, own_neo4j_server.password).startswith("5.26.")


def test_a_wrong_password_is_refused(own_neo4j_server):
    with pytest.raises(neo4j.exceptions.AuthError):
        version_of(own_neo4j_server.uri, own_neo4j_server.user, "wrong")


def test_its_password_stands_in_none_of_its_own_files(own_neo4j_server):
    assert own_neo4j_server.password not in repr(own_neo4j_server)
    assert stat.S_IMODE(own_neo4j_server.home.stat().st_mode) == 0o700
    folders = [own_neo4j_server.home / name for name in ("conf", "logs", "tmp")]
    files = [file for folder in folders for file in folder.iterdir() if file.is_file()]
    assert not [file for file in files if own_neo4j_server.password.encode() in file.read_bytes()]


def test_its_data_outlive_a_stop_and_a_start_on_the_same_port(own_neo4j_server):
    uri = own_neo4j_server.uri
    rows(own_neo4j_server, uri, "CREATE (:Kept {id: 'kept'})")
    own_neo4j_server.stop()
    with pytest.raises(DriverError):
        rows(own_neo4j_server, uri, "RETURN 1")
    own_neo4j_server.start()
    assert own_neo4j_server.uri == uri
    assert rows(own_neo4j_server, uri, "MATCH (n:Kept) DELETE n RETURN 'kept' AS id") == [{"id": "kept"}]


def test_with_tls_it_takes_encrypted_connections_only(start_neo4j):
    server = start_neo4j(tls=True)
    assert server.uri.startswith("bolt+ssc://")
    for uri in (server.uri, server.routing_uri):
        assert rows(server, uri, "RETURN 1 AS one") == [{"one": 1}]
    with pytest.raises(DriverError):
        rows(server, f"bolt://127.0.0.1:{server.port}", "RETURN 1")
    server.close()


def stand_in_maven(folder: Path, script: str) -> Path:
    """An mvn that resolves nothing from anywhere: what ensure_jars does with the answer is the question here."""
    folder.mkdir()
    (folder / "mvn").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "mvn").chmod(0o755)
    return folder


COPIES_ONE_JAR = f"""
for word in "$@"; do case $word in -DoutputDirectory=*) lib=${{word#*=}};; esac; done
mkdir -p "$lib" && printf jar > "$lib/neo4j-{VERSION}.jar"
"""


def test_a_half_made_cache_is_made_anew(tmp_path, monkeypatch):
    maven = stand_in_maven(tmp_path / "bin", COPIES_ONE_JAR)
    monkeypatch.setenv("PATH", f"{maven}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("NEWSKG_CACHE", str(tmp_path / "cache"))
    jar = ensure_jars() / f"neo4j-{VERSION}.jar"
    assert jar.read_text() == "jar"
    jar.write_text("ja")
    assert (ensure_jars() / jar.name).read_text() == "jar"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [f"neo4j-{VERSION}"]
    assert json.loads((jar.parent.parent / neo4j_server.MANIFEST).read_text()) == {jar.name: 3}


def test_what_maven_could_not_resolve_leaves_no_cache(tmp_path, monkeypatch):
    maven = stand_in_maven(tmp_path / "bin", "echo '[ERROR] no route to the repository'; exit 1")
    monkeypatch.setenv("PATH", f"{maven}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("NEWSKG_CACHE", str(tmp_path / "cache"))
    with pytest.raises(ServerFailedError, match="no route to the repository"):
        ensure_jars()
    assert not list((tmp_path / "cache").iterdir())


@pytest.mark.parametrize("lacking", ["mvn", "java"])
def test_what_is_missing_is_named(lacking, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSKG_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    look = {"mvn": ensure_jars, "java": neo4j_server.find_java}[lacking]
    with pytest.raises(ServerUnavailableError, match=f"^{lacking} .*missing"):
        look()
