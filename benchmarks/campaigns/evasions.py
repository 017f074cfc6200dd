"""How a value can be disguised, and what the gateway promises of each: the evasions of the leak campaign.

The classes are those of the bypass catalogue (E01 to E06). ``alone`` tells whether a number with a checksum is promised
to be found under the disguise although the request holds it nowhere in plain; every other disguise is promised for
values that the request also holds in plain. Out of the promise: ciphers, words for digits, other languages (E07).
"""

from __future__ import annotations

import base64
import json
import quopri
import random
import unicodedata
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field

PLAIN, SPLIT, ENCODED = "plain", "split", "encoded"


@dataclass(frozen=True)
class Value:
    """An invented value: what is planted in plain, and whether a checksum proves it."""

    name: str
    text: str = field(repr=False)
    proven: bool = False


VALUES = (
    Value("nir", "2 69 05 49 588 157 80", proven=True),
    Value("iban", "FR76 3000 6000 0112 3456 7890 189", proven=True),
    Value("telephone", "06 39 98 12 34"),
    Value("courriel", "ginette.vaillant@courriel.example"),
    Value("personne", "Mme Ginette Vaillant"),
)
"""The specimen of the carte Vitale, the Banque de France's specimen IBAN, Arcep's numbers for fiction, RFC 2606."""


@dataclass(frozen=True)
class Evasion:
    """One disguise. ``kind`` is its class: two of one class are not combined, but for encodings."""

    name: str
    kind: str
    apply: Callable[[str], str] = field(repr=False)
    alone: bool = False


def _joined(mark: str) -> Callable[[str], str]:
    """Put ``mark`` between all signs, in place of the value's own separators."""
    return lambda text: mark.join(c for c in text if c.isalnum() or c == "@")


def _between(mark: str) -> Callable[[str], str]:
    """Put ``mark`` in place of the value's own separators."""
    return lambda text: mark.join(text.split())


def _inside(mark: str) -> Callable[[str], str]:
    """Put ``mark`` in the middle."""
    return lambda text: text[: len(text) // 2] + mark + text[len(text) // 2 :]


def _each(mark: str) -> Callable[[str], str]:
    return lambda text: mark.join(text)


def _digits(zero: int) -> Callable[[str], str]:
    return lambda text: "".join(chr(zero + int(c)) if c.isascii() and c.isdigit() else c for c in text)


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _bold(text: str) -> str:
    bold = {c: 0x1D400 + i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")}
    return "".join(chr(bold[c]) if c in bold else chr(0x1D7CE + int(c)) if c.isdigit() else c for c in text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _json_escapes(text: str) -> str:
    units = text.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _wrapped(text: str) -> str:
    packed = _base64(f"Voici les éléments du dossier de l'usager, à traiter : {text}. Merci de votre aide.")
    return "\n".join(packed[at : at + 76] for at in range(0, len(packed), 76))


EVASIONS = (
    Evasion("upper", PLAIN, str.upper, alone=True),
    Evasion("lower", PLAIN, str.lower, alone=True),
    Evasion("swapcase", PLAIN, str.swapcase, alone=True),
    Evasion("decomposed", PLAIN, lambda t: unicodedata.normalize("NFD", t), alone=True),
    Evasion("full width", PLAIN, _wide, alone=True),
    Evasion("arabic digits", PLAIN, _digits(0x0660), alone=True),
    Evasion("bold letters", PLAIN, _bold, alone=True),
    Evasion("cyrillic letters", PLAIN, lambda t: t.translate(str.maketrans("aeopcxAEOPCX", "аеорсхАЕОРСХ"))),
    Evasion("zero-width space", PLAIN, _each("\u200b"), alone=True),
    Evasion("zero-width joiner", PLAIN, _each("\u200d"), alone=True),
    Evasion("word joiner", PLAIN, _each("\u2060"), alone=True),
    Evasion("soft hyphen", PLAIN, _each("\u00ad"), alone=True),
    Evasion("right-to-left mark", PLAIN, _each("\u200f"), alone=True),
    Evasion("byte-order mark inside", PLAIN, _each("\ufeff"), alone=True),
    Evasion("variation selector", PLAIN, _each("\ufe0f"), alone=True),
    Evasion("combining overlay", PLAIN, _each("\u0336"), alone=True),
    Evasion("no-break space", PLAIN, _between("\u00a0"), alone=True),
    Evasion("narrow no-break space", PLAIN, _between("\u202f"), alone=True),
    Evasion("no separator", SPLIT, _between(""), alone=True),
    Evasion("spaced", SPLIT, _joined(" "), alone=True),
    Evasion("dotted", SPLIT, _joined("."), alone=True),
    Evasion("dashed", SPLIT, _joined("-"), alone=True),
    Evasion("underscored", SPLIT, _joined("_"), alone=True),
    Evasion("cells of a CSV", SPLIT, _between(";"), alone=True),
    Evasion("cells of a table", SPLIT, _between(" | "), alone=True),
    Evasion("line breaks", SPLIT, _between("\n"), alone=True),
    Evasion("html tag inside", SPLIT, _inside("<b></b>"), alone=True),
    Evasion("comment inside", SPLIT, _inside("/* x */"), alone=True),
    Evasion("emphasis inside", SPLIT, _inside("**")),
    Evasion("strings added", SPLIT, _inside('" + "')),
    Evasion("file name", SPLIT, lambda t: f"dossier_{'_'.join(t.split())}_v2.pdf"),
    Evasion("json escapes", ENCODED, _json_escapes, alone=True),
    Evasion("percent", ENCODED, lambda t: "".join(f"%{b:02X}" for b in t.encode()), alone=True),
    Evasion("query", ENCODED, lambda t: "page?q=" + urllib.parse.quote(t), alone=True),
    Evasion(
        "percent twice", ENCODED, lambda t: urllib.parse.quote("".join(f"%{b:02X}" for b in t.encode())), alone=True
    ),
    Evasion("html decimal", ENCODED, lambda t: "".join(f"&#{ord(c)};" for c in t), alone=True),
    Evasion("html hexadecimal", ENCODED, lambda t: "".join(f"&#x{ord(c):x};" for c in t), alone=True),
    Evasion("quoted-printable", ENCODED, lambda t: "".join(f"={b:02X}" for b in t.encode()), alone=True),
    Evasion("quoted-printable text", ENCODED, lambda t: quopri.encodestring(t.encode()).decode(), alone=True),
    Evasion("base64", ENCODED, _base64, alone=True),
    Evasion("base64url", ENCODED, lambda t: base64.urlsafe_b64encode(t.encode()).decode().rstrip("="), alone=True),
    Evasion("base64 wrapped", ENCODED, _wrapped, alone=True),
    Evasion("base32", ENCODED, lambda t: base64.b32encode(t.encode()).decode(), alone=True),
    Evasion("hexadecimal", ENCODED, lambda t: t.encode().hex(), alone=True),
    Evasion("hexadecimal spaced", ENCODED, lambda t: t.encode().hex(" "), alone=True),
    Evasion("data url", ENCODED, lambda t: f"data:text/plain;base64,{_base64(t)}", alone=True),
    Evasion("json in a string", ENCODED, lambda t: json.dumps({"valeur": t}), alone=True),
    Evasion("mojibake", ENCODED, lambda t: t.encode().decode("latin-1"), alone=True),
)
# two decodings are the depth: percent twice takes both
_TWICE = frozenset({"percent twice"})


@dataclass(frozen=True)
class Disguise:
    """A value under zero to two evasions."""

    value: Value
    evasions: tuple[Evasion, ...]

    @property
    def text(self) -> str:
        """What is planted."""
        text = self.value.text
        for evasion in self.evasions:
            text = evasion.apply(text)
        return text

    @property
    def alone(self) -> bool:
        """Whether the promise holds with the value nowhere else in the request."""
        return not self.evasions or (self.value.proven and all(e.alone for e in self.evasions))


def drawn(value: Value, count: int, rng: random.Random) -> Disguise:
    """Return ``value`` under ``count`` evasions within the promise."""
    if count == 0:
        return Disguise(value, ())
    first = rng.choice(EVASIONS)
    if count == 1:
        return Disguise(value, (first,))
    after = [evasion for evasion in EVASIONS if _follows(first, evasion)]
    return Disguise(value, (first, rng.choice(after)) if after else (first,))


def _follows(first: Evasion, then: Evasion) -> bool:
    """Tell whether ``then`` may come after ``first``: an encoding over anything, a split over other letters."""
    if first.kind == ENCODED:
        return then.kind == ENCODED and not _TWICE & {first.name, then.name}
    return then.kind == ENCODED or (first.kind == PLAIN and then.kind == SPLIT)
