"""Numbers of the United States without any word beside them. Not in models/detection.yaml: add ``us`` to its families.

In French prose three digits, two and four are nothing special, so this is for those who handle such data, and for the
public benchmarks. SSN and ITIN: SSA and IRS, three, two and four digits. Telephone: North American plan.
"""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer

from gateway.detect.rules import Family, Shape

_SSN = re.compile(r"(?<![0-9\-])(?!000|666)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![0-9\-])")
_PHONE = re.compile(r"(?<![0-9\-+])(?:\+?1[ .\-])?\(?\d{3}\)?[ .\-]\d{3}[ .\-]\d{4}(?![0-9\-])")


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (Shape("US_SSN", _SSN, score=0.85), Shape("PHONE_NUMBER", _PHONE, score=0.85))
    return [Family("us", language, shapes)]
