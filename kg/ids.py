"""Stable ids: canonical URLs, registered domains, name keys. All pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

MAX_URL = 8_000
"""Bytes. RFC 9110 section 4.1 asks recipients for at least 8,000 octets; longer ones are not a news page's."""

# Parameters that only say how a reader came to the page: analytics (utm_*, Matomo's and Piwik's), ad clicks, mailings.
_TRACKING = re.compile(
    r"(?i)^(utm_.*|mtm_.*|pk_.*|at_(campaign|medium|link.*|format|ptr_name|bbc_team)|fbclid|gclid|dclid|gbraid|wbraid|"
    r"msclkid|yclid|twclid|igshid|mc_[ce]id|mkt_tok|_hs(enc|mi)|cmpid|cmp|ocid|ns_(mchannel|source|campaign|linkname|fee)|"
    r"ito|ref_src|smid|smtyp|partner|xtor|wt_mc|__twitter_impression|guccounter|guce_.*)$"
)
_DEFAULT_PORT = {"http": 80, "https": 443}
_QID = re.compile(r"^Q[1-9][0-9]{0,11}$")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def is_qid(text: str) -> bool:
    """Whether ``text`` is a Wikidata item id.

    >>> is_qid("Q90"), is_qid("Q0"), is_qid("Quito")
    (True, False, False)
    """
    return _QID.match(text) is not None


def canonical_url(url: str) -> str:
    """One spelling for one page: https, lower-case host without ``www.``, no fragment, no tracking parameters.

    Query parameters are sorted, since no news site gives their order a meaning. Raises ``ValueError`` with a reason
    for what is no http(s) URL.

    >>> canonical_url("HTTP://www.Daily.example:80/a/?utm_source=x&id=2#top")
    'https://daily.example/a?id=2'
    """
    text = url.strip()
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_URL:
        raise ValueError(f"a URL of {size:,} bytes (at most {MAX_URL:,})")
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise ValueError("a URL with control characters")
    parts = urlsplit(text)
    if parts.scheme.lower() not in _DEFAULT_PORT or not parts.hostname:
        raise ValueError("not an http or https URL")
    host = _ascii_host(parts.hostname)
    host = host.removeprefix("www.") if host.count(".") > 1 else host
    port = parts.port  # raises ValueError on a port that is no number
    netloc = host if port in (None, *_DEFAULT_PORT.values()) else f"{host}:{port}"
    path = quote(unquote(parts.path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~-._%", errors="surrogateescape")
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k))
    return urlunsplit(("https", netloc, path.rstrip("/") or "/", urlencode(query), ""))


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("a host name that is not valid") from error


def registered_domain(host_or_url: str) -> str | None:
    """The domain that somebody registered, by the public suffix list; None where there is none.

    >>> registered_domain("https://news.daily.co.uk/x"), registered_domain("daily.example"), registered_domain("Daily")
    ('daily.co.uk', 'daily.example', None)
    """
    text = host_or_url.strip()
    if "://" in text or text.startswith("//"):
        host = urlsplit(text).hostname or ""
    else:
        host = text.split("/", 1)[0].split(":", 1)[0]
    host = host.strip().rstrip(".").lower()
    if "." not in host or " " in host or re.fullmatch(r"[0-9.]+", host):
        return None
    try:
        found = _suffixes().privatesuffix(_ascii_host(host))
    except ValueError:
        return None
    return str(found) if found else None


def digest(*parts: str, length: int = 20) -> str:
    """Hex digest over parts, unambiguous about where one ends."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hasher.update(len(data).to_bytes(8, "big") + data)
    return hasher.hexdigest()[:length]


_ASCII = {
    code: chr(code).lower() if chr(code).isalnum() else None if code < 32 or code == 127 or chr(code) in "'`." else " "
    for code in range(128)
}
"""What ``name_key`` makes of each ASCII character."""


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """A name for comparing: case, accents, punctuation and invisible characters ignored; scripts kept apart.

    >>> name_key("  São Tomé  and\\u200b Príncipe's "), name_key("Зеленский"), name_key("!!!")
    ('sao tome and principes', 'зеленскии', '')
    """
    if name.isascii():  # most are, and a hundredth of the time is enough for them
        return " ".join(name.translate(_ASCII).split())
    folded = unicodedata.normalize("NFKD", name).casefold()
    kept = []
    for char in folded:
        category = unicodedata.category(char)
        if category[0] in "LN":
            kept.append(char)
        elif category[0] not in "MC" and char not in "'’`´.":  # marks and invisible characters vanish, "U.S." is "us"
            kept.append(" ")
    return " ".join("".join(kept).split())


def slug(name: str) -> str:
    """A name key for use in an id, at most 80 characters, never empty.

    >>> slug("Le Monde diplomatique"), slug("!!!")[:2]
    ('le-monde-diplomatique', 'x-')
    """
    key = name_key(name).replace(" ", "-")
    if not key:
        return "x-" + digest(name, length=12)
    return key if len(key) <= 80 else f"{key[:67]}-{digest(key, length=12)}"


def article_id(url: str | None, source: str | None, headline: str | None, day: str | None) -> str:
    """Id of an article: by its canonical URL, else by source, headline and day (design: section 2)."""
    if url:
        return "a-" + digest("url", canonical_url(url))
    return "a-" + digest("article", source or "", name_key(headline or ""), day or "")


def story_id(first_article: str) -> str:
    """Id of a story, by the article that opened it."""
    return "s-" + digest("story", first_article, length=16)


def entity_id(kind: str, name: str, qid: str | None = None) -> str:
    """Id of an entity: its Wikidata id where known, else kind and name key.

    >>> entity_id("Person", "Ana Torres"), entity_id("Place", "Paris", "Q90")
    ('person:ana-torres', 'Q90')
    """
    return qid if qid else f"{kind.lower()}:{slug(name)}"
