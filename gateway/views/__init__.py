"""Other readings of a text, without its disguises: what detection and the egress gate look at beside the text itself.

``squash`` keeps letters and digits only, in plain lower-case Latin; ``decoded`` undoes escapes and encodings;
``proven`` finds the numbers that a checksum proves. No IO, nothing is kept.
"""

from gateway.views.encoded import SOURCE, decoded, opaque
from gateway.views.numbers import Number, proven
from gateway.views.squash import Squashed, blanked_markup, squash, together, without_markup

__all__ = [
    "SOURCE",
    "Number",
    "Squashed",
    "blanked_markup",
    "decoded",
    "opaque",
    "proven",
    "squash",
    "together",
    "without_markup",
]
