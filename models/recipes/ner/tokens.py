"""A tokenizer for text of every kind: it parts at marks, hyphens and apostrophes: each part of a name is a word.

Its rules are saved with the pipeline: ``spacy.load`` needs nothing else. The language code is "xx", whose class loads
in a sixth of the time of the French one.
"""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

MARK = r"(?:[^\w\s.\-'’,/:%€°]|_)"
PREFIXES = [MARK, r"[.\-'’,/:%€°]"]
SUFFIXES = [MARK, r"[\-'’,/:%€°]", r"(?<=\w\w)\.", r"(?<=[^\w\s])\."]
INFIXES = [
    MARK,
    r"(?<!\d)[.,/:%€°\-](?=\S)|[.,/:%€°\-](?!\d)(?=\S)",
    r"(?<=[^\W\d_]['’])(?=\w)",
    r"['’](?=\W)|(?<=[^\w\s])['’]",
]


def blank() -> Language:
    """Return an empty pipeline with the tokenizer."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        rules={},
        prefix_search=compile_prefix_regex(PREFIXES).search,
        suffix_search=compile_suffix_regex(SUFFIXES).search,
        infix_finditer=compile_infix_regex(INFIXES).finditer,
    )
    return nlp
