"""How a name sounds: its words in plain letters, whatever script and romanisation they were written in. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from anyascii import anyascii

from kg.ids import name_key
from loaders.identity.letters import RESPELT, heard, is_respelt, unvoweled

LONGEST = 100
"""Characters of a name that is compared; what is longer is a slip, and stays alone."""

_TABLE = "words.tsv"
_FAMILY_FIRST = re.compile(r"([^,\s]+), ([^,]+)")
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        # One sound, the spellings of English, French, German, Spanish and Polish romanisations of it: S is the sh of
        # ship and the ch of church, which French and English write alike. After the tables of BGN/PCGN, ISO 9,
        # DIN 1460 and French usage.
        (r"dsch|dzh|dj", "j"),
        (r"schtsch|chtch|shch|szcz|tsch|tch|tsh|cz|sch|sh|sz|zh|ch", "S"),
        (r"gu(?=[ei])", "g"),
        (r"kh", "h"),
        (r"ph|ff", "f"),
        (r"gh", "g"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"w", "v"),
        (r"ck|q|c(?![eiy])", "k"),
        (r"c", "s"),
        (r"x", "ks"),
        (r"tz|ts|z", "s"),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"([aou])e", r"\1"),
        (r"^u(?=[aeio])", "v"),
        (r"^[yj](?=e[vl])", ""),
        (r"^[yj](?=[aeou])|^i(?=[aou])", "j"),
        (r"(?<=.)[yj]", "i"),
        (r"^y", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.)h", ""),
        (r"(?<=..)of$", "ov"),
        (r"(?<=.)i[eo]v$", "ev"),
        (r"Sov$", "Sev"),
    )
)
_FOLDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), fold)
    for pattern, fold in (
        # What romanisations disagree on is left out: the sounds of ch, kh, h, sh, zh and j, for each of which another
        # language writes one of the others (Khrushchev, Chruschtschow, Jruschov; Gaddafi, Kadhafi, Qaddafi). What they
        # agree on is one letter a class. H before r, l, n and v is Ukrainian for Russian G (Hrytsenko, Gritsenko); G
        # before e and i is soft in half of the languages.
        # Written and not heard, or heard otherwise: chs, French ill, English ch (German ch is kh), lf, sl, ph.
        (r"chs", "ks"),
        (r"(?<=[aeo])u?ill(?=[aeiouy])", ""),
        (r"(?<=i)ch(?=ael|ol)|ch(?=[ls])|cch", "k"),
        (r"(?<=a)l(?=[fkm])|(?<=i)s(?=l)|mb$|(?<=[ao]u)lt$", ""),
        (r"ph(?=er)", "p"),
        (r"^(?:[ck]h|j)(?=[rl])", "k"),
        (r"^h(?=[rlnv])", "k"),
        (r"gu?(?=[eiy])|(?<=[aeiou])gh(?=t|$)", ""),
        # What is not heard: the last letters of French, Latvian and Greek names, English w and gh.
        (r"^wr", "r"),
        (r"(?<=[aeo])w(?=[nlbdk])|(?<=a)w$|(?<=[eo])t$|(?<=ou)t$|(?<=i)er$|(?<=..)t?[sxz]+$", ""),
        (r"gn(?=[aeo])", "n"),
        (r"^(?:[yj]|i(?=[aou]))(?=[aeiou])", ""),
        (r"schtsch|chtch|shch|szcz|dsch|tsch|tch|tsh|dzh|cz|sch|sh|sz|zh|ch|kh|dj", ""),
        (r"^x|x$", "s"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"gh", "g"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ts|tz|z", "s"),
        (r"ck|q|g", "k"),
        (r"(?<=[aei])c$|c+(?=[eiy])", ""),
        (r"c", "k"),
        (r"[wf]|^u(?=[aeio])", "v"),
        (r"[aeiouyjh]", ""),
        (r"(.)\1+", r"\1"),
    )
)
_SHAPES = str.maketrans({"č": "ch", "ć": "ch", "š": "sh", "ş": "sh", "ș": "sh", "ž": "zh", "đ": "dj", "ç": "ch"})
"""Letters whose mark says what their plain letter doesn't: Croatian, Czech, Turkish, Romanian."""
_UKRAINIAN = frozenset("іїєґ")
"""Letters that no name in Russian has; г is h beside them, и is y."""
_NO_BREAK = frozenset("'’`´.")
_VOWELS = frozenset("aeiou")
_CLASS = str.maketrans({"S": "s", "f": "v", "h": None, "j": None})
_NO_VOWELS = frozenset({"ARABIC", "HEBREW", "SYRIAC"})
_PLAIN = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*")
_LATIN = frozenset({"LATIN"})
_SYLLABIC = frozenset({"CJK", "HANGUL"})
# Letters of other scripts that look like Latin ones, from Unicode's confusables.txt (UTS 39), small and capital alike.
_LOOKALIKES = str.maketrans("аеорсухіѕјһԁԛѡвнкмтαορυνικτ", "aeopcyxisjhdqwbhkmtaopuvikt")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name. ``text``: plain small letters; ``sound``: one spelling for all romanisations of it;
    ``bones``: the consonants of that, for keys; ``folded``: those on which romanisations agree; ``written``: the word
    in its own script, small, with its marks."""

    text: str
    sound: str
    bones: str
    folded: str
    written: str = ""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name in plain letters. ``scripts``: of its letters; ``mixed``: a word of it has letters of two that look alike;
    ``runs``: how many words stand together, with hyphens (Ki-moon), in order."""

    name: str
    key: str
    words: tuple[Word, ...]
    runs: tuple[int, ...]
    scripts: frozenset[str]
    mixed: bool

    @property
    def voweled(self) -> bool:
        """Whether its script writes vowels."""
        return not self.scripts & _NO_VOWELS


@cache
def listed(sort: str) -> Mapping[str, str]:
    """The words of a sort (particle, generation, nickname, transcribed, legal, function) and what each stands for."""
    text = (files("loaders.identity") / _TABLE).read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {word: means or word for word, kind, means, _ in rows if kind == sort}


def given_first(name: str) -> str:
    """A person's name as it is spoken, of one that stands as in a list. After two words a comma begins a rank.

    >>> given_first("Merkel, Angela"), given_first("John Major, Baron Major"), given_first("King, Jr.")
    ('Angela Merkel', 'John Major, Baron Major', 'King, Jr.')
    """
    found = _FAMILY_FIRST.fullmatch(name) if "," in name else None
    if not found or name_key(found[2]) in listed("generation"):
        return name
    return f"{found[2]} {found[1]}"


@lru_cache(maxsize=16_384)
def spell(name: str) -> Spelling:
    """A name as it sounds.

    >>> [w.sound for w in spell("Wolodymyr Selenskyj").words], [w.sound for w in spell("Володимир Зеленський").words]
    (['volodimir', 'selenski'], ['volodimir', 'selenski'])
    >>> [w.text for w in spell("习近平").words], spell("Р\\u0430ris").mixed, spell("Pаris").mixed
    (['xi', 'jinping'], True, True)
    """
    if len(name) <= LONGEST and _PLAIN.fullmatch(name):  # most names, at a fifth of the cost
        tokens = name.lower().split()
        return Spelling(name, " ".join(tokens), tuple(map(_word, tokens)), (1,) * len(tokens), _LATIN, mixed=False)
    key = name_key(name[: LONGEST + 1])
    found: list[Word] = []
    scripts: set[str] = set()
    mixed = False
    runs = tuple(n for part in name.split() if (n := len(name_key(part).split())))
    tokens = key.split() if len(name) <= LONGEST else []
    shaped = name_key(_marked(name)).split()
    written = _as_written(name)
    if len(written) != len(tokens):
        written = tokens
    ukrainian = not _UKRAINIAN.isdisjoint(key)
    respelt = name_key(heard(name)).split() if is_respelt(name) else []
    for at, token in enumerate(tokens):
        own = _scripts(token)
        scripts |= own
        looks_alike = len(own) > 1 and "LATIN" in own
        mixed |= looks_alike
        if looks_alike:
            found += _words(token.translate(_LOOKALIKES), own, token)
        elif not own.isdisjoint(RESPELT) and len(respelt) == len(tokens):
            found += _words(respelt[at], own, written[at])
        elif ukrainian and "CYRILLIC" in own:
            found += _words(token.replace("г", "h").replace("и", "y"), own, written[at], token)
        else:
            found += _words(token, own, written[at], shaped[at] if len(shaped) == len(tokens) else None)
    return Spelling(name, key, tuple(found), runs if sum(runs) == len(found) else (), frozenset(scripts), mixed)


def _marked(name: str) -> str:
    """A name with the letters spelt out whose mark is lost in its key; as it is where it has none."""
    return name if name.isascii() else unicodedata.normalize("NFC", name).casefold().translate(_SHAPES)


def _as_written(name: str) -> list[str]:
    """The words of a name as its key has them, with the marks of their letters."""
    if name.isascii():
        return name_key(name).split()
    text = unicodedata.normalize("NFC", name).casefold()
    return "".join(c if c.isalnum() else "" if c in _NO_BREAK or unicodedata.category(c)[0] in "MC" else " "
                   for c in text).split()  # fmt: skip


def _words(token: str, scripts: frozenset[str], written: str, shaped: str | None = None) -> list[Word]:
    """A word in plain letters; of a name written without spaces, the family name and the given one."""
    if scripts & _SYLLABIC and 2 <= len(token) <= 4:
        texts = [_letters(token[0]), _letters(token[1:])]
    else:
        texts = [token if token.isascii() else _letters(token)]
    found = []
    for text in filter(None, texts):
        if scripts & _NO_VOWELS:
            found.append(_word(unvoweled(text, token), written=written))
        else:
            found.append(_word(text, _letters(shaped) if shaped and len(texts) == 1 else text, written))
    return found


@lru_cache(maxsize=65_536)
def _word(text: str, spelt: str | None = None, written: str | None = None) -> Word:
    """A word in plain letters. ``spelt``: as it is folded, where that is otherwise; ``written``: in its script."""
    sound = _sound(text)
    return Word(text, sound, _bones(sound), _folded(spelt or text), written or text)


def _letters(token: str) -> str:
    return re.sub(r"[^a-z0-9]", "", anyascii(token).lower())


def _folded(text: str) -> str:
    """What romanisations agree on.

    >>> {_folded(name) for name in ("gaddafi", "kadhafi", "qaddafi")}, _folded("gritsenko") == _folded("hrytsenko")
    ({'kdv'}, True)
    >>> {_folded(name) for name in ("khrushchev", "chruschtschow", "jruschov", "khrouchtchev")}
    {'krv'}
    """
    for pattern, fold in _FOLDS:
        text = pattern.sub(fold, text)
    return text


def _sound(text: str) -> str:
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    return text


def _bones(sound: str) -> str:
    """The consonants, by class; a vowel at the start is one too.

    >>> _bones("selenski"), _bones("aleksandr"), _bones("muhamad")
    ('slnsk', 'alksndr', 'mmd')
    """
    start = "a" if sound[:1] in _VOWELS else "j" if sound[:1] == "j" else "h" if sound[:1] == "h" else ""
    rest = sound[1:] if start else sound
    return start + "".join(c for c in rest if c not in _VOWELS).translate(_CLASS)


@lru_cache(maxsize=16_384)
def _scripts(token: str) -> frozenset[str]:
    """The scripts of a word's letters, by the first word of the letters' Unicode names."""
    if token.isascii():
        return frozenset({"LATIN"}) if not token.isdigit() else frozenset()
    return frozenset(unicodedata.name(c, "?").split()[0] for c in token if c.isalpha())
