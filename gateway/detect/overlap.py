"""What to keep of findings that overlap. No character that was found is ever lost.

Findings of one kind that touch the same characters are joined. A weaker reading of characters that a stronger finding
holds whole is dropped (the site inside an e-mail address, a telephone number inside a social security number). Sensitive
themes lie over anything: they stay. Findings that only cross both stay; the policy judges both, the rewriting joins them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from gateway.domain import Finding, Path

THEMES = frozenset(
    {"HEALTH", "SOCIAL", "RELIGION", "ETHNICITY", "POLITICS", "UNION", "SEXUALITY", "CRIMINAL", "BLOCKED_TERM"}
)
RANK = (
    "SECRET",
    "FR_NIR",
    "IBAN_CODE",
    "CREDIT_CARD",
    "FR_TAX_ID",
    "US_SSN",
    "URL",
    "EMAIL_ADDRESS",
    "FR_NIR_INVALID",
    "IBAN_INVALID",
    "CREDIT_CARD_INVALID",
    "CASE_NUMBER",
    "FR_ID_DOC",
    "FR_VIN",
    "FR_VEHICLE_PLATE",
    "CRYPTO",
    "MAC_ADDRESS",
    "IP_ADDRESS",
    "GPS_COORDINATES",
    "ADDRESS",
    "PHONE_NUMBER",
    "DATE_OF_BIRTH",
    "USERNAME",
    "PERSON",
    "AGE",
    "FR_SIRET",
    "FR_SIREN",
    "FR_VAT",
    "FR_RNA",
)
GUESSED = frozenset({"PERSON", "AGE"})
"""Kinds whose bounds a model draws: being longer proves nothing."""

PROVEN = frozenset({"SECRET", "FR_NIR", "IBAN_CODE", "CREDIT_CARD"})
"""Kinds that a checksum or a prefix proves: a longer reading around them does not hide them."""

MODEL, CERTAIN = "ner", 0.9
"""The source of what a model drew, and its score where the model is certain."""

_RANKS = {kind: rank for rank, kind in enumerate(RANK)}


def resolve(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stand, sorted by path, place and kind."""
    by_path: dict[Path, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    resolved: list[Finding] = []
    for path in sorted(by_path, key=_key):
        group = sorted(by_path[path], key=lambda f: (f.start, -f.end, f.kind))
        resolved += group if _apart(group) else _settle(_joined(group))
    return resolved


def _key(path: Path) -> tuple[str, ...]:
    return tuple(map(str, path))


def _apart(ordered: Sequence[Finding]) -> bool:
    """Whether no two of these findings share a character: then there is nothing to settle."""
    return all(one.end <= other.start for one, other in pairwise(ordered))


def _joined(findings: Sequence[Finding]) -> list[Finding]:
    """Join findings of one kind that share characters, unless they name two different people."""
    joined: list[Finding] = []
    # what a model drew is joined to what a rule found only once its bounds are set right (identity.link)
    for _, group in groupby(sorted(findings, key=lambda f: (_drawn(f), f.start, -f.end)), key=_drawn):
        last: Finding | None = None
        for finding in group:
            if last is not None and finding.start < last.end:
                last = joined[-1] = _union(last, finding)
            else:
                last = finding
                joined.append(finding)
    return joined


def _drawn(finding: Finding) -> tuple[str, bool]:
    return finding.kind, finding.source == MODEL


def _union(one: Finding, other: Finding) -> Finding:
    best = max(one, other, key=lambda f: (f.score, f.end - f.start))
    identity = one.identity if one.identity is not None else other.identity
    return replace(
        best,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        identity=identity,
        gender=one.gender or other.gender,
        about_person=one.about_person or other.about_person,
    )


def _settle(findings: Sequence[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    open_: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end, _rank(f))):
        open_ = [other for other in open_ if other.end > finding.start]
        if finding.kind in THEMES:
            kept.append(finding)
        elif not any(_holds(other, finding) for other in open_):
            kept.append(finding)
            open_.append(finding)
    return kept


def _rank(finding: Finding) -> int:
    return _RANKS.get(finding.kind, len(RANK))


def _holds(other: Finding, finding: Finding) -> bool:
    """Whether a stronger reading holds every character of ``finding``."""
    if finding.end > other.end or (other.source == MODEL and finding.source != MODEL):
        return False
    longer = other.end - other.start > finding.end - finding.start
    return _rank(other) < _rank(finding) or (longer and other.kind not in GUESSED and finding.kind not in PROVEN)
