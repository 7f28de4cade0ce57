"""A real Neo4j Community server for tests and measuring, from the jars that Maven resolves: no Docker needed.

As a script (``python tests/neo4j_server.py``, or ``make neo4j``) it starts one, prints the environment that
points to it, and deletes it with its data on ^C.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

VERSION = "5.26.25"
JAVA_AT_LEAST = 17
START_SECONDS = 90
STOP_SECONDS = 60
RESOLVE_SECONDS = 600
COMMAND_SECONDS = 120
LOG_TAIL_LINES = 30
# Below the ports that systems give to outgoing connections: nobody takes ours while the server is stopped.
PORTS = range(20_000, 32_000)

MANIFEST = "jars.json"
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>newskg.tests</groupId><artifactId>neo4j-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version>
  </dependency></dependencies>
</project>
"""
OPENED_PACKAGES = ("java.lang", "java.io", "java.nio", "sun.nio.ch")
# About half the processor time to start, but slower at its best: for tests, never for measuring.
QUICK_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

# Whoever started us ends without a word (kill -9, a closed terminal): its end of the pipe closes, and the server goes.
WATCH_SCRIPT = 'read -r _; kill -9 "$1" 2>/dev/null; sleep 1; rm -rf -- "$2"'


class ServerUnavailableError(Exception):
    """This machine lacks something that the server needs; the text says what."""


class ServerFailedError(Exception):
    """The server ought to work here and doesn't; the text holds the ends of its logs."""


def cache_directory() -> Path:
    """Where the jars stay between runs: NEWSKG_CACHE, else the XDG cache, else ~/.cache."""
    if given := os.environ.get("NEWSKG_CACHE"):
        return Path(given).absolute() / f"neo4j-{VERSION}"
    xdg = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        base = xdg if xdg.is_absolute() else Path.home() / ".cache"
    except RuntimeError as error:
        raise ServerUnavailableError("no home directory to keep Neo4j's jars in: set NEWSKG_CACHE") from error
    return base / "newskg" / f"neo4j-{VERSION}"


def find_java() -> str:
    """The Java that starts the server: JAVA_HOME's, else the one on PATH; asked for its version, as stubs exist."""
    home = os.environ.get("JAVA_HOME")
    candidates = [shutil.which("java", path=str(Path(home) / "bin"))] if home else []
    found = "none found"
    for java in filter(None, [*candidates, shutil.which("java")]):
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
        if version := re.search(r'version "(\d+)', answer.stderr):
            if int(version[1]) >= JAVA_AT_LEAST:
                return java
            found = f"found {version[1]}"
    raise ServerUnavailableError(f"java {JAVA_AT_LEAST} or later is missing ({found}): install a JRE or set JAVA_HOME")


def ensure_jars() -> Path:
    """The folder of Neo4j's jars, resolved by Maven (with its own settings) where the cache doesn't hold them whole."""
    target = cache_directory()
    if _is_whole(target):
        return target / "lib"
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerUnavailableError(f"mvn (Maven) is missing, and Neo4j's jars are not in {target}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise ServerUnavailableError(f"can't write {target.parent} ({error}): set NEWSKG_CACHE") from error
    try:
        fresh = work / "fresh"
        _resolve(maven, fresh / "lib", work)
        jars = {jar.name: jar.stat().st_size for jar in sorted((fresh / "lib").glob("*.jar"))}
        (fresh / MANIFEST).write_text(json.dumps(jars, indent=0), encoding="utf-8")
        _move_into_place(fresh, target, aside=work / "broken")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target / "lib"


def _is_whole(folder: Path) -> bool:
    """Whether every jar of the manifest is there in its size."""
    try:
        jars: dict[str, int] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(jars) and all((folder / "lib" / name).stat().st_size == size for name, size in jars.items())
    except (OSError, ValueError):
        return False


def _resolve(maven: str, lib: Path, work: Path) -> None:
    (work / "pom.xml").write_text(POM, encoding="utf-8")
    goal = [f"{DEPENDENCY_PLUGIN}:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={lib}"]
    try:
        run = subprocess.run(
            [maven, "--batch-mode", "--strict-checksums", *goal],
            cwd=work,
            capture_output=True,
            text=True,
            timeout=RESOLVE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ServerFailedError(f"mvn did not resolve Neo4j {VERSION} within {RESOLVE_SECONDS} s") from error
    if run.returncode != 0 or not (lib / f"neo4j-{VERSION}.jar").is_file():
        raise ServerFailedError(f"mvn could not resolve Neo4j {VERSION}:\n{_tail(run.stdout + run.stderr)}")


def _move_into_place(fresh: Path, target: Path, aside: Path) -> None:
    """Rename, so that the folder is there whole or not at all; another process may have been quicker."""
    if target.exists() and not _is_whole(target):
        target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        if not _is_whole(target):
            raise


@dataclass(kw_only=True)
class Neo4jServer:
    """One Neo4j on a free loopback port, with a data directory and a random password of its own.

    ``start`` after ``stop`` or ``kill`` brings the same data back on the same port; ``close`` (or the end of a ``with``
    block) stops it and deletes the data. With ``tls`` it takes encrypted connections only, under a certificate that
    it signs itself (``certificate``). ``settings`` are further lines of neo4j.conf, ``options`` further words for Java.
    """

    tls: bool = False
    heap: str = "512m"
    page_cache: str = "64m"
    settings: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    user: str = field(default="neo4j", init=False)
    database: str = field(default="neo4j", init=False)
    password: str = field(default_factory=lambda: secrets.token_hex(16), init=False, repr=False)
    port: int = field(default=0, init=False)
    home: Path | None = field(default=None, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)
    _watch: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def uri(self) -> str:
        """``bolt://…``; with ``tls`` ``bolt+ssc://…``, which trusts a self-signed certificate."""
        return f"bolt{'+ssc' if self.tls else ''}://127.0.0.1:{self.port}"

    @property
    def routing_uri(self) -> str:
        """The same server under the routing scheme, as clusters and Aura are addressed."""
        return self.uri.replace("bolt", "neo4j", 1)

    @property
    def certificate(self) -> Path:
        """The server's certificate as PEM, for clients that are to trust it by name (only with ``tls``)."""
        return self._folder / "certificates" / "public.crt"

    @property
    def running(self) -> bool:
        """Whether the server's process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and return once it answers a query; the first start makes the data directory."""
        if self.running:
            return
        first = self.home is None
        if first:
            self._prepare()
        try:
            self._spawn()
            self._wait_until_it_answers()
        except BaseException:
            if first:
                self.close()
            else:
                self.kill()
            raise

    def stop(self) -> None:
        """Shut it down in order; data, port and password stay for the next ``start``."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a crash or a power cut would."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """End it, and delete its data."""
        self.kill()
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def admin(self, *arguments: str) -> str:
        """Run neo4j-admin (say ``admin("database", "import", "full", …)``) on the stopped server; what it printed.

        The arguments travel in a file that only we can read, never on the command line, where every user of the
        machine would see a password.
        """
        command = self._java("org.neo4j.cli.AdminTool", *arguments, options=QUICK_START)
        try:
            run = subprocess.run(
                command,
                cwd=self._folder,
                env=self._environment(),
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS,
                check=False,
            )
        finally:
            self._arguments_file("org.neo4j.cli.AdminTool").unlink()
        if run.returncode != 0:
            raise ServerFailedError(f"neo4j-admin {' '.join(arguments[:2])}:\n{_tail(run.stdout + run.stderr)}")
        return run.stdout

    @property
    def _folder(self) -> Path:
        if self.home is None:
            raise ServerFailedError("the server has no data directory: start it first")
        return self.home

    def _prepare(self) -> None:
        ensure_jars()
        find_java()
        self.home = Path(tempfile.mkdtemp(prefix="newskg-neo4j-"))
        try:
            self.port = self.port or free_port()
            for name in ("conf", "logs", "tmp"):
                (self.home / name).mkdir()
            if self.tls:
                self._make_certificate()
            configuration = "".join(f"{name}={value}\n" for name, value in self._configuration().items())
            (self.home / "conf" / "neo4j.conf").write_text(configuration, encoding="utf-8")
            self.admin("dbms", "set-initial-password", self.password)
        except BaseException:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home = None
            raise

    def _configuration(self) -> dict[str, str]:
        encryption = {
            "server.bolt.tls_level": "REQUIRED",
            "dbms.ssl.policy.bolt.enabled": "true",
            "dbms.ssl.policy.bolt.base_directory": "certificates",
            "dbms.ssl.policy.bolt.private_key": "private.key",
            "dbms.ssl.policy.bolt.public_certificate": "public.crt",
            "dbms.ssl.policy.bolt.client_auth": "NONE",
        }
        return {
            "server.default_listen_address": "127.0.0.1",
            "server.default_advertised_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self.port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.port}",
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "server.memory.pagecache.size": self.page_cache,
            "dbms.usage_report.enabled": "false",
            "server.bolt.telemetry.enabled": "false",
            "client.allow_telemetry": "false",
            "db.tx_log.preallocate": "false",  # else every start fills 256 MB a database
            "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",  # else stopping idles for 10 s
            **(encryption if self.tls else {}),
            **self.settings,
        }

    def _make_certificate(self) -> None:
        openssl = shutil.which("openssl")
        if openssl is None:
            raise ServerUnavailableError("openssl is missing: a server with TLS needs it to sign its certificate")
        folder = self.certificate.parent
        folder.mkdir(mode=0o700)
        what = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
        run = subprocess.run(
            [openssl, "req", "-x509", *what, *names, "-keyout", folder / "private.key", "-out", self.certificate],
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        if run.returncode != 0:
            raise ServerFailedError(f"openssl could not sign a certificate:\n{_tail(run.stderr)}")

    def _java(self, main: str, *arguments: str, options: tuple[str, ...]) -> list[str]:
        words = [
            *options,
            *(f"-D{name}={self._folder / 'tmp'}" for name in ("java.io.tmpdir", "jna.tmpdir")),
            *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED_PACKAGES),
            *("-cp", str(ensure_jars() / "*"), main, *arguments),
        ]
        file = self._arguments_file(main)
        file.touch(mode=0o600)
        quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
        file.write_text("".join(f'"{word}"\n' for word in quoted), encoding="utf-8")
        return [find_java(), f"@{file}"]

    def _arguments_file(self, main: str) -> Path:
        return self._folder / "tmp" / f"{main}.arguments"

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
        return kept | {"NEO4J_HOME": str(self._folder), "NEO4J_CONF": str(self._folder / "conf")}

    def _spawn(self) -> None:
        places = (f"--home-dir={self._folder}", f"--config-dir={self._folder / 'conf'}")
        options = (f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+ExitOnOutOfMemoryError", *self.options)
        command = self._java("org.neo4j.server.CommunityEntryPoint", *places, options=options)
        with (self._folder / "logs" / "console.log").open("ab") as console:
            self._process = subprocess.Popen(
                command,
                cwd=self._folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # ^C is for whoever runs the tests: the server is stopped after them, in order
            )
        self._watch = subprocess.Popen(
            ["sh", "-c", WATCH_SCRIPT, "watch", str(self._process.pid), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _end(self, how: signal.Signals) -> None:
        if self._watch is not None:
            self._watch.kill()
            self._watch.communicate()
            self._watch = None
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            self._process.wait()
            raise ServerFailedError(f"Neo4j did not stop within {STOP_SECONDS} s:\n{self._logs()}") from error
        finally:
            self._process = None

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.running and time.monotonic() < deadline:
            try:
                version_of(self.uri, self.user, self.password)
            except AuthError as error:
                raise ServerFailedError(f"Neo4j at {self.uri} refuses its own password") from error
            except (Neo4jError, DriverError):
                time.sleep(0.2)
            else:
                return
        how = f"did not answer within {START_SECONDS} s" if self.running else "ended by itself"
        raise ServerFailedError(f"Neo4j {VERSION} on port {self.port} {how}:\n{self._logs()}")

    def _logs(self) -> str:
        files = [self._folder / "logs" / f"{name}.log" for name in ("console", "neo4j", "debug")]
        texts = ((file.name, file.read_text(encoding="utf-8", errors="replace")) for file in files if file.is_file())
        return "\n".join(f"--- {name}\n{_tail(text)}" for name, text in texts)


def version_of(uri: str, user: str, password: str, database: str | None = None) -> str:
    """The version that a server answers to a query (``5.26.25``); what the driver raises where it doesn't."""
    with (
        neo4j.GraphDatabase.driver(uri, auth=(user, password), connection_timeout=5) as driver,
        driver.session() as home,
    ):
        components = home.run("CALL dbms.components() YIELD name, versions RETURN name, versions").data()
    return next(str(row["versions"][0]) for row in components if row["name"] == "Neo4j Kernel")


def free_port() -> int:
    """A loopback port that nobody listens on."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ServerFailedError(f"no free port from {PORTS.start} to {PORTS.stop}")


def _tail(text: str) -> str:
    return "\n".join(text.splitlines()[-LOG_TAIL_LINES:])


def main() -> int:
    """Start a server, print its address as lines for a shell, and wait for ^C."""
    parser = argparse.ArgumentParser(description=f"A throwaway Neo4j {VERSION} on this machine.")
    parser.add_argument("--tls", action="store_true", help="encrypted connections only, self-signed certificate")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"Neo4j {VERSION} is starting …", file=sys.stderr, flush=True)
    try:
        with Neo4jServer(tls=options.tls) as server:
            print(f"export NEO4J_URI={server.uri}")
            print(f"export NEO4J_USERNAME={server.user}")
            print(f"export NEO4J_PASSWORD={server.password}", flush=True)
            print("It runs until ^C, which deletes its data.", file=sys.stderr, flush=True)
            while server.running:
                time.sleep(1)
            print("error: the server ended by itself", file=sys.stderr)
            return 1
    except KeyboardInterrupt:
        return 0
    except (ServerUnavailableError, ServerFailedError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
