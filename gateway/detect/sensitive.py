"""Whether a sensitive theme is said of an identifiable person, or is general information that may pass.

Evidence is looked for in the sentence, then in the paragraph, then in the whole request. A phrase that by itself says
the state of somebody needs less of it than a plain term; a mere theme needs a person in its own sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gateway.detect.recognizers.sensitive import KINDS
from gateway.domain import Finding, Path, Slot

THEMES = frozenset(KINDS)
PEOPLE = frozenset(
    {
        "PERSON",
        "DATE_OF_BIRTH",
        "FR_NIR",
        "FR_NIR_INVALID",
        "AGE",
        "CASE_NUMBER",
        "FR_ID_DOC",
        "ADDRESS",
        "PHONE_NUMBER",
    }
)
STATED, PLAIN = 0.9, 0.8
"""Weights of the lexicons: from STATED on a phrase says the state of somebody, from PLAIN on it is a plain term of the theme."""

SHORT = 100
"""Characters of a line of a form, a card or a list: what stands there is of the person of its paragraph."""

_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_PARAGRAPH = re.compile(r"\n\s*\n")
_KIN = (
    r"(?:ex[- ]?)?(?:mari|femme|épouse|époux|conjointe?|compagne|compagnon|concubine?|fils|fille|père|mère|frère|s(?:oe|œ)ur|enfants?|bébé|papa"
    r"|maman|parents|tante|oncle|neveu|nièce|cousine?|grand[- ]?(?:mère|père)|beau[- ](?:père|fils|frère)|belle[- ](?:mère|fille|s(?:oe|œ)ur)"
    r"|voisine?|collègue|copine|copain|amie?|locataire|élève|petite?|gamine?|ado|famille|daughter|son|husband|wife|ex)"
)
_SOMEBODY = re.compile(
    rf"\b(?:mon|ma|mes|son|sa|ses|notre|nos|leur|leurs|my|his|her) (?:\w+ )?{_KIN}\b"
    r"|\b(?:monsieur|madame|mademoiselle|mme|mlle|m[rx]|maman|papa)\b|\bM\. ?[A-ZÀ-Ý]"
    r"|\b(?:cet(?:te)? |notre |mon |ma |ce |jeune )(?:agente?|salariée?|personne)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:l['’]|cet(?:te)? |notre |mon |ma |une? |jeune |la |le |ce )(?:usag(?:er|ère)|intéressée?|bénéficiaire|demandeu(?:r|se)|patiente?|résidente?"
    r"|locataire|agente?|élève|enfant|dame|monsieur|jeune (?:homme|femme|fille|majeure?)|mineure?|petite?|bébé|gamine?|voisine?|salariée?"
    r"|collègue|requérante?|mère|père|couple|nourrisson|adolescente?|retraitée?|veuve|personne suivie|majeure? protégée?|fils|fille|allocataire"
    r"|conjointe?|administrée?|prévenue?|mise? en cause|victime|plaignante?|épouse|mari|concubine?)\b",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\b(?:comment \w+er\b|note de service|la collectivité|les agents|chaque (?!mois|jour|semaine|matin|soir|nuit|fois|année|week)|toute personne|pièces à fournir|s['’]applique|conditions|démarches?"
    r"|procédure|formulaire|règlement|article \d|(?<!rappel à )la loi|décret|qu['’]est[- ]ce|doi(?:t|vent) (?:fournir|déposer|transmettre|être))",
    re.IGNORECASE,
)
"""Words of a text that says how things are done: "l'agent" there is any agent."""
_SPEAKER = re.compile(
    r"\b(?:je|j|moi|chui|jsuis|jai|nous avons (?:perdu|été)|on (?:a|est) plus)\b|\b[jm]['’]|\b(?:mon|ma|mes)\b|\b(?:i am|i'm|i have|my)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?<!-)\b(?:elle|il(?! (?:est (?:rappelé|possible|nécessaire|prévu|interdit|important|recommandé|conseillé|précisé|demandé)|y|faut"
    r"|convient|s['’]agit))|lui|sa|ses|son|he|she)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:rédige[rz]?|écris|écrire|explique[rz]?|résume[rz]?|traduis|traduire|reformule[rz]?|corrige[rz]?|prépare[rz]?|propose[rz]?|fais[- ]moi"
    r"|donne[- ]moi|aide[- ]moi|peux[- ]tu|pouvez[- ]vous|pourrais[- ]tu|je (?:dois|voudrais|souhaite|prépare|cherche|rédige|dois préparer)"
    r"|simplifie[rz]?|liste[rz]?|transforme[rz]?|vérifie[rz]?)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:qu['’]est[- ]ce que|c['’]est quoi|qu['’]appelle-t-on|comment (?:fonctionne|faire|s['’]inscrire|\w+(?:er|ir)\b)"
    r"|conditions? (?:d['’]|de |pour)|définition|différence entre|quelles? (?:est|sont|démarches?|aides?)|qui peut|en cas d"
    r"|campagne|prévention|dépistage|sensibilis\w+|journée (?:mondiale|nationale|de)|semaine (?:de|du|d')|réunion publique|ateliers?|conférence"
    r"|délibération|conseil municipal|budget\w*|subventions?|chapitre|décret|loi|circulaire|règlement|code (?:de|du|civil|pénal)|statistiques?|chiffres"
    r"|nombre d|nombre total|taux de (?:chômage|pauvreté|non-recours|recours|participation|couverture)|hausse|baisse|progress\w+|augment\w+|% des"
    r"|(?:les|des|aux|tous les|toutes les|certaine?s|d['’]autres|ces|nos|vos) (?:\w+ ){0,2}?(?:personnes|bénéficiaires|allocataires|usagers|habitants|patients|malades|élèves"
    r"|enfants|familles|agents|salariés|parents|seniors|femmes|hommes|jeunes|citoyens|demandeurs|étudiants|ménages|foyers|victimes|électeurs|administrés"
    r"|proches|aidants|détenus|adolescents|mineurs|travailleurs|retraités|publics?)"
    r"|(?:toute|chaque|une) personne|quiconque|plaquette|affiche|flyer|brochure|dépliant|guide|permanences?|numéro vert|renseignements|inscriptions?"
    r"|association|partenaires?|service public|pôle|cérémonie|schéma départemental|politique (?:publique|de|du|sociale)|plan (?:local|national|départemental)"
    r"|formation|professionnels|FALC|FAQ|magazine|publication|article de presse)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Scene:
    """A text, cut, with the places of what identifies people in it."""

    text: str = field(repr=False)
    sentences: list[int]
    paragraphs: list[int]
    people: list[tuple[int, int]]
    procedural: bool

    def around(self, starts: list[int], place: int) -> tuple[int, int]:
        index = bisect_right(starts, place) - 1
        return starts[index], starts[index + 1] if index + 1 < len(starts) else len(self.text)

    def named(self, start: int, end: int) -> bool:
        at = bisect_right(self.people, (start, -1))
        return any(a < end and b > start for a, b in self.people[max(0, at - 1) : at + 1])


class Theme(NamedTuple):
    """What a request holds of one theme: whether it is spoken of, and whether an identifiable person is meant."""

    present: bool
    about_person: bool


def judge(slots: Sequence[Slot], findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings with ``about_person`` told for sensitive themes."""
    if not any(finding.kind in THEMES for finding in findings):
        return list(findings)
    texts = {slot.path: slot.text for slot in slots}
    anybody = _anybody(texts, findings)
    scenes: dict[Path, _Scene] = {}
    judged = []
    for finding in findings:
        if finding.kind in THEMES:
            if finding.path not in scenes:
                scenes[finding.path] = _scene(texts[finding.path], finding.path, findings)
            finding = replace(finding, about_person=_about(scenes[finding.path], finding, anybody=anybody))
        judged.append(finding)
    return judged


def passages(slots: Sequence[Slot], findings: Sequence[Finding]) -> Mapping[str, Theme]:
    """Return what ``findings``, already judged, say of each theme over the whole request."""
    del slots
    return {
        kind: Theme(
            any(f.kind == kind for f in findings),
            any(f.kind == kind and f.about_person for f in findings),
        )
        for kind in KINDS
    }


def _anybody(texts: Mapping[Path, str], findings: Sequence[Finding]) -> bool:
    """Whether the request is about some private person at all."""
    if any(finding.kind in PEOPLE for finding in findings):
        return True
    return any(
        _SOMEBODY.search(text) or (_ROLE.search(text) and not _PROCEDURE.search(text)) for text in texts.values()
    )


def _scene(text: str, path: Path, findings: Sequence[Finding]) -> _Scene:
    people = sorted((f.start, f.end) for f in findings if f.path == path and f.kind in PEOPLE)
    return _Scene(text, _starts(_END, text), _starts(_PARAGRAPH, text), people, _PROCEDURE.search(text) is not None)


def _starts(cut: re.Pattern[str], text: str) -> list[int]:
    return [0, *(match.end() for match in cut.finditer(text))]


def _about(scene: _Scene, finding: Finding, *, anybody: bool) -> bool:
    start, end = scene.around(scene.sentences, finding.start)
    if scene.named(start, end):
        return True
    sentence = scene.text[start:end]
    if _SOMEBODY.search(sentence) or (_ROLE.search(sentence) and (anybody or not scene.procedural)):
        return True
    speaker = _SPEAKER.search(sentence) is not None and not _REQUEST.search(sentence)
    beside = scene.around(scene.paragraphs, finding.start)
    rest = sentence[: finding.start - start] + " " + sentence[finding.end - start :]
    if _GENERAL.search(rest):
        return finding.score >= STATED and (speaker or scene.named(*beside))
    if speaker or ((anybody or (finding.score >= PLAIN and not scene.procedural)) and _PRONOUN.search(sentence)):
        return True
    return anybody and (finding.score >= PLAIN or (len(sentence) < SHORT and scene.named(*beside)))
