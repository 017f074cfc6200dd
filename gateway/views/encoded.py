"""What a text says once its encodings are undone, to a depth of two (bypass catalogue E06, E08).

Escapes (percent, HTML, JSON and program escapes, quoted-printable, UTF-8 taken for Latin-1) are undone in the whole
text; base64, base32 and hexadecimal in each run that decodes to text. Most texts have none of this, which one search
tells.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator

SOURCE = "encoded"
"""The source of findings that were seen in a decoded text: they cannot be rewritten where they stand."""
DEPTH = 2
LONG = 256
RUN = 40
_TELLS = re.compile(
    r"[%&\\=]|[\u00c2-\u00f4][\u0080-\u00bf]|[A-Za-z0-9+/_-]{12}|[0-9A-Fa-f]{2}(?:[ :,]+[0-9A-Fa-f]{2}){7}"
)
_ESCAPE = re.compile(
    r"""[%&\\=\u00c2-\u00f4](?:
    (?P<percent>(?<=%)[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*)
    |(?P<html>(?<=&)(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)
    |(?P<pair>(?<=\\)u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2})
    |(?P<unicode>(?<=\\)(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2}))
    |(?P<short>(?<=\\)["\\/bfnrt])
    |(?P<quoted>(?<==)(?:(?:[89A-F][0-9A-F]|3D)(?:=(?:[89A-F][0-9A-F]|3D))*|[0-9A-F]{2}(?:=[0-9A-F]{2}){2,}|\r?\n))
    |(?P<latin>(?:(?<=[\u00c2-\u00df])[\u0080-\u00bf]|(?<=[\u00e0-\u00ef])[\u0080-\u00bf]{2}|(?<=[\u00f0-\u00f4])[\u0080-\u00bf]{3})
        (?:[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3})*))""",
    re.VERBOSE,
)
"""Begins with one class of characters, which re looks for ten times as fast as for seven alternatives."""
_ONE_LINE = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_BASE64 = re.compile(rf"(?:[A-Za-z0-9+/_-]{{{RUN},}}\r?\n)*{_ONE_LINE.pattern}")
_RUN = re.compile(rf"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{{{RUN}}}")
_BASE32 = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{16,}={0,6}")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?[0-9A-Fa-f]{2}(?:[ :,]{0,2}[0-9A-Fa-f]{2}){7,}(?![0-9A-Za-z])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def decoded(text: str, depth: int = DEPTH) -> Iterator[str]:
    """Yield what ``text`` says decoded once, then twice: at most two texts for each, none longer than ``text``."""
    if depth == 0 or not _TELLS.search(text):
        return
    for inner in (unescaped(text), unpacked(text)):
        if inner and inner != text:
            yield inner
            yield from decoded(inner, depth - 1)


def unescaped(text: str) -> str:
    """Return ``text`` with its escapes undone; one that says nothing stays."""
    return _ESCAPE.sub(_unescape, text)


def unpacked(text: str) -> str:
    """Return the runs of base64, base32 and hexadecimal that hold text, each decoded, a line each."""
    runs = (_BASE64 if _longest(text) >= RUN else _ONE_LINE).findall(text)
    found = [said for run in runs if (said := _base64(run))]
    if any(len(run) >= 16 for run in runs):
        found += [said for match in _BASE32.finditer(text) if (said := _base32(match[0]))]
    found += [said for match in _HEX.finditer(text) if (said := _hex(match[0]))]
    return "\n".join(found)


def opaque(text: str) -> bool:
    """Tell whether ``text`` holds LONG signs or more of base64 or hexadecimal that decode to no text."""
    if len(text) < LONG or _longest(text) < RUN or not _RUN.search(text):
        return False
    return any(len(run[0]) >= LONG and _packs_bytes(run[0]) for run in _BASE64.finditer(text))


def _longest(text: str) -> int:
    """Return the length of the longest word: no run is longer, and it is told in a third of the time."""
    return max(map(len, text.split()), default=0)


def _packs_bytes(run: str) -> bool:
    bare = re.sub(r"\s", "", run)
    # a long word or a path has few capitals and digits beside its letters; packed bytes use the whole alphabet
    return len(set(bare)) >= 12 and not _base64(run) and not _hex(bare) and not _wordy(bare)


def _wordy(run: str) -> bool:
    return sum(c.isupper() or c.isdigit() for c in run) < len(run) / 5


def _unescape(match: re.Match[str]) -> str:
    written = match[0]
    match match.lastgroup:
        case "percent":
            return _utf8(bytes.fromhex(written.replace("%", "")), written)
        case "html":
            return html.unescape(written)
        case "pair":
            return bytes.fromhex(written[2:6] + written[8:12]).decode("utf-16-be")
        case "unicode":
            return _scalar(int(written.strip("\\ux{}"), 16), written)
        case "short":
            return {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}.get(written[1], written[1])
        case "quoted":
            return _utf8(bytes.fromhex(re.sub(r"[=\r\n]", "", written)), written)
        case _:
            return _utf8(written.encode("latin-1"), written)


def _scalar(code: int, otherwise: str) -> str:
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else otherwise


def _utf8(data: bytes, otherwise: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return otherwise


def _base64(run: str) -> str:
    bare = re.sub(r"\s", "", run).rstrip("=").translate(_STANDARD)
    try:
        return _text(base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True))
    except (binascii.Error, ValueError):
        return ""


def _base32(run: str) -> str:
    bare = run.rstrip("=")
    try:
        return _text(base64.b32decode(bare + "=" * (-len(bare) % 8)))
    except (binascii.Error, ValueError):
        return ""


def _hex(run: str) -> str:
    bare = re.sub(r"[^0-9A-Fa-f]", "", run.removeprefix("0x"))
    return _text(bytes.fromhex(bare)) if len(bare) % 2 == 0 else ""


def _text(data: bytes) -> str:
    """Return ``data`` as text, "" where it is none: not UTF-8, or holding what nobody types."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if _UNSEEN.search(text) else text


_STANDARD = str.maketrans("-_", "+/")
