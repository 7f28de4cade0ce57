"""What an article's layout says: datelines name a place, bylines and credit lines nobody. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.enrich.agencies import is_name

_UP = "A-ZÀ-ÖØ-Þ"
_DAY = r"(?:, ?(?:[A-Z][a-zé]{2,8}\.? \d{1,2}|\d{1,2}\.? (?:de )?[A-Za-zé]{3,10})(?:,? \d{4})?)?"
_DATELINE = re.compile(
    rf"^[ \"“]*(?P<place>[{_UP}][{_UP}.'’-]+(?:[ /][{_UP}.'’-]+){{0,3}})"
    rf"(?P<more>, (?!\d)[A-Z][\w. ]{{1,25}}?)?{_DAY}"
    r"(?:,? ?\((?P<credit>[^()\n]{2,60})\)| ?/[A-Z][\w ]{1,30}/)?[.,]? ?(?:[-–—]{1,2}(?= )|:(?= [A-Z\"“]))",
    re.MULTILINE,
)
_DATED_LINE = re.compile(
    rf"^(?P<place>[{_UP}][\w.'’-]+(?: [{_UP}][\w.'’-]+){{0,3}})(?P<more>, [A-Z][\w. ]{{1,25}}?)? \d{{4}}-\d\d-\d\d *$",
    re.MULTILINE,
)
_DATELINES_WITHIN = 1_500
"""Characters in which a dateline may stand: headline, byline, first paragraphs."""

_BYLINE = (
    rf"(?:By|Por|Par|Von|BY|POR|PAR|VON) (?:[{_UP}][\w.'’-]+(?:[ ,]+(?:and |y |et |und |e |de |van |von )?|$)){{1,6}}"
)
_PICTURED = (
    r"(?:Photo|Photos|Foto|Fotos|Image|Images|Picture|Pictures|Credit|Crédit|Crédito|Bild|Source|Fuente|Fonte|Quelle|"
    r"File photo|Video) ?(?:by|de|par|von|:)[^\n]{2,120}"
)
_WORKED_ON = (
    r"(?:With (?:additional )?(?:information|material|reporting|files) from|Reporting by|Additional reporting by|"
    r"Editing by|Written by|Con información de|Con datos de|Avec|Mit Material von|Mit Informationen von|"
    r"Com informações d[aeo]s?)[^\n]{2,200}"
)
_COPYRIGHT = r"(?:©|Copyright|\(c\))[^\n]{2,120}"
_CREDIT = re.compile(rf"[ \t]*(?:{_BYLINE}|{_PICTURED}|{_WORKED_ON}|{_COPYRIGHT})$")
_CREDIT_LINE = 220
"""Characters of a credit line at most; what is longer is a paragraph."""

_LIBRARIES = ("Getty Images", "via Getty", "AP Photo", "Shutterstock", "EPA-EFE", "Handout")
_PICTURE = re.compile(rf"^[^\n]{{0,60}}\b(?:{'|'.join(_LIBRARIES)})\b[^\n]{{0,40}}$", re.MULTILINE)
_PHOTOGRAPHER = re.compile(rf"(?:[{_UP}][\w.’'-]+ ){{1,3}}[{_UP}][\w’'-]+$")
_HIS_AGENCY = re.compile(
    r"/(?:AP|AFP|EPA|Reuters|REUTERS|Getty|Bloomberg|File Photo|Handout|Pool|Landov|Shutterstock)\b(?: Images| Photo)?"
)
_REPORTED_BY = re.compile(
    r"\((?:Additional |Con |With |Mit |Avec )?(?:[Rr]eporting|[Ee]diting|[Ww]riting|[Ii]nformación|[Mm]aterial)"
    r"[^()\n]{3,200}\)"
)
_AGENCY = re.compile(r"\(([A-Z][\w .&/-]{1,30}?)\)")


def datelines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the places of datelines: ``NAIROBI, Kenya (AP) —``.

    >>> text = "NAIROBI, Kenya (AP) — Ana Torres left. KUWAIT CITY"
    >>> [text[start:end] for start, end in datelines(text)]
    ['NAIROBI', 'Kenya']
    """
    for pattern in (_DATELINE, _DATED_LINE):
        for found in pattern.finditer(text, 0, _DATELINES_WITHIN):
            yield found.span("place")
            if found["more"] and not any(map(str.isdigit, found["more"])):
                yield found.start("more") + 2, found.end("more")


def credits(text: str) -> list[tuple[int, int]]:
    """Sorted spans in which nothing is named: bylines and credit lines, and agencies in brackets.

    >>> text = "LYON (AFP) - A line.\\nBy Ana Torres\\nAP Photo/Peter Olsen"
    >>> [text[start:end] for start, end in credits(text)]
    ['(AFP)', 'By Ana Torres', 'AP Photo/Peter Olsen']
    """
    found, at = [], 0
    for line in text.split("\n"):
        if 3 < len(line) < _CREDIT_LINE and _CREDIT.match(line):
            found.append((at, at + len(line)))
        at += len(line) + 1
    if any(map(text.__contains__, _LIBRARIES)):
        found += [m.span() for m in _PICTURE.finditer(text)]
    if "/" in text:
        for agency in _HIS_AGENCY.finditer(text):
            if who := _PHOTOGRAPHER.search(text, max(0, agency.start() - 60), agency.start()):
                found.append((who.start(), agency.end()))
    if "(" in text:
        found += [m.span() for m in _REPORTED_BY.finditer(text)]
        found += [m.span() for m in _AGENCY.finditer(text) if is_name(m[1].split("/")[0])]
    return sorted(found)
