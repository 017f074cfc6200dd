"""Ages of people. "5 ans de garantie", "mandat de 6 ans", "depuis 5 ans", "les moins de 26 ans" are not ages of anybody."""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer

from gateway.detect.numerals import WORD, value
from gateway.detect.rules import Candidate, Cued, Family, Shape, listed

_OCCITAN = r"(?:un|dos|tres|quatre|cinc|sieis|set|uech|ueit|nou|detz|onze|dotze|tretze|catorze|quinze|setze|vint|trenta|quaranta|cinquanta|seissanta|setanta|ochanta|uechanta|nonanta|quatre-vints?)"
_N = rf"(?:\d{{1,3}}|(?<![a-z]){WORD}(?:[ -](?:et[ -])?{WORD}){{0,3}}|(?<![a-z]){_OCCITAN}(?:[ -](?:e[ -])?{_OCCITAN}){{0,2}})"
_UNIT = r"(?:ans?|annees?|mois|semaines?|jours|balais|berges|piges|printemps|years?(?: old)?|months?(?: old)?|yo|y/o)"
_LIST = rf"(?:{_N}(?: ?(?:ans|mois))?(?:,| et(?! {_N} mois)| ou|, et|,? puis) ){{0,5}}"
_HALF = r"(?: et demie?| ?1/2| et (?:\d{1,2}|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze) mois| (?:revolus|(?:bien )?(?:passes|sonnes|tasses)|et des poussieres))?"
_SPAN = rf"(?P<v>{_N} ?{_UNIT}{_HALF})(?![a-z0-9])"
_PEOPLE = (
    r"(?:fils|filles?|enfants?|garcons?|garconnets?|fillettes?|bebes?|petite?s?|petite? dernier\w*|freres?|s(?:o|oe)urs?|meres?|peres?|papa|maman"
    r"|hommes?|femmes?|dames?|monsieur|messieurs|madame|mme|m\.|mr|personnes?|agents?|usagers?|usageres?|patiente?s?|eleves?"
    r"|adolescente?s?|ados?|jeunes?|mineure?s?|majeure?s?|conjointe?s?|maris?|epoux|epouses?|compagnon|compagne|veuve?s?|veufs?|retraitee?s?|locataires?"
    r"|senior?s?|residente?s?|nourrissons?|jumeaux|jumelles|grand[- ]?mere|grand[- ]?pere|grands[- ]parents|tante|oncle|neveu|niece|cousine?"
    r"|voisine?s?|individu|victime|ressortissante?|gamine?s?|gosses?|petit[- ]fils|petite[- ]fille|aine[es]?|cadet\w*|benjamin\w*|octogenaire"
    r"|allocataire|beneficiaire|demandeu\w+|salarie\w*|stagiaire|apprentie?|interesse\w*|requerante?|assuree?|beau[- ]pere|belle[- ]mere|son|daughter|man|woman|boy|girl|child|mother|father)"
)
_AGED = re.compile(
    rf"(?<![a-z])(?:agee?s?|ag\(e\)|aged|age\(e\)s?|age·e|age\.e)(?: respectivement| d'environ| environ)?[ :]{{1,3}}(?:de |d'|d environ )?(?:{_N}(?:,| et) )?{_SPAN}"
)
_AGED_BARE = re.compile(
    rf"(?<![a-z])(?:agee?s? de|age ?[:=]|age\"? ?:|a l'age de|son age|age) ?(?P<v>{_N})(?![0-9a-z/-]|\.\d)(?! ?(?:%|€|heures?|h\b))"
)
_HAS = re.compile(
    rf"(?<![a-z])(?:a|ai|as|ont|avaient|auront|aient|avait|avais|aura|aurait|avoir|ayant|j'?ai|g|jai|jte|va sur ses|fete(?:r|ra)?|pour|de|dans|sur|i'm|i am|is|was|turned)"
    rf"(?: (?:eu|bientot|seulement|presque|aujourd'hui|deja|environ|maintenant|que|ses|mes|leurs|a peine|tout juste|plus de|autour de|facile(?:ment)?|now))?(?: ses)? {_LIST}{_SPAN}"
)
_OF = re.compile(rf"(?<![a-z]){_PEOPLE}(?: [a-z'-]{{2,20}}){{0,3}}?,? ?(?:de |d'|: ?|\(|, )?{_LIST}{_SPAN}")
_ASIDE = re.compile(rf"[,(/\-–|;][ ]?(?:environ |a peu pres |presque |bientot )?{_SPAN}(?= ?(?:[,)./|;\n\-–]|$))")
_SENTENCE = re.compile(r"(?:^|[.\n•*:-] {0,2})(?P<v>\d{1,3} ans)(?=[,.] (?!de |d'|ferme|maxi|mini))")
_NAMED = re.compile(
    r"(?:^|(?<=[\s(\-*/,;:|]))(?P<name>[A-ZÀ-Ý][\w'’-]+) ?(?:\(|:|=)? ?(?P<v>\d{1,3} ?(?:ans|mois)(?: et demie?)?)(?!\w)"
)
_BY_NUMBER = re.compile(
    rf"(?<![a-z])(?:decede|decedee|mort|morte|disparue?|des|depuis|mariee? a|enceinte a) (?:a )?(?:l'age de )?{_SPAN}"
)
_SHORT = re.compile(
    rf"(?:(?<![a-z]){_PEOPLE}[ ,:(]{{1,3}}|[:(] ?|, )(?P<v>\d{{2,3}} ?a)(?=\.[ ),\n]|[,;)\n]|\.?$|\. | (?:et|est|a) )"
)
"""In notes taken in haste: "sa mère 84 a."."""
_TENS = r"(?:vingt|trent|quarant|cinquant|soixant)aine"
_TOLD = re.compile(
    rf"(?<![a-z0-9])(?P<v>(?:la|une) (?:petite |bonne )?{_TENS}(?: d'annees)?|(?:quadra|quinqua|sexa|septua|octo|nona)genaire|centenaire"
    r"|\d{2,3} ?e(?:me)? annee)(?![a-z])(?! (?:d[e']|apres|plus tard|auparavant|avant|durant|que ))"
)
_TOLD_OF = (
    (re.compile(r"la "), re.compile(r"")),
    (
        re.compile(r"une .* d'annees"),
        re.compile(
            rf"(?:agee?s?|homme|dame|individu|{_PEOPLE}) d'$|[a-z.][,(:–-] ?$|(?:aurait|ait|dirais|donne|dirait) $"
        ),
    ),
    (re.compile(r".*genaire"), re.compile(r"(?<!les )(?<!des )(?<!aux )(?<!age )$")),
    (re.compile(r"centenaire"), re.compile(r"(?:est|devenue?|bientot) $")),
    (re.compile(r"\d+ ?e(?:me)? annee"), re.compile(r"(?<![a-z])sa $")),
)
"""What must stand before each writing of an age told round."""
_ROUND = re.compile(
    rf"(?<![a-z])(?<!il y )(?:a|ont|avoir|individu|{_PEOPLE}) (?:dans|passe|depasse|frise|approche|environ|a peu pres) (?:les |d'une )?"
    r"(?P<v>\d\d ans)(?![a-z0-9])(?! d[e'])"
)
_GUESSED = re.compile(
    rf"(?<![a-z])(?:je dirais|on dirait|dirait|je pense|a vue d'oil|a vue de nez|(?:lui|leur) donne(?:rait|rais)?|parait|semble avoir|doit avoir|avoue|declare|annonce|pretend avoir)"
    rf"(?: (?:dans les|environ|bien|a peine|a peu pres|plutot|ses)|,)? {_SPAN}"
)
"""An age that somebody guesses or says: "je dirais quinze ans"."""
_AND = re.compile(
    rf"(?P<v>{_N})(?! et une? ans| et onze ans)(?=(?:, {_N}){{0,4}},? (?:et|ou|&|puis) {_N} ?(?:ans|mois)(?![a-z]))"
)

_TIME = re.compile(
    r"(?<![a-z])(?:depuis|pendant|durant|il y a|dans|d'ici|sous|apres|avant|en|sur|tous les|toutes les|chaque|moins de|plus de|jusqu'a|de plus de"
    r"|duree|mandat|bail|garantie|periode|contrat|peine|prison|ferme|sursis|concession|emprunt|pret|credit|delai|prescription|conservation|conserve\w*|experience"
    r"|anciennete|engagement|plan|programme|projet|cdd|stage|formation|convention|reconduct\w+|renouvel\w+|age minimum|a partir de|entre"
    r"|valable|validite|abonnement|amortissement|archive\w*|loyers?|retard|arrieres?|indemnites?|total|soit|maximum|minimum|ou|fermete"
    r"|trimestre|arret|conge|preavis|suspension|eloignement|interdiction|exclusion|carence|historique|plafond|mariage|marie\w*|vie commune)"
    r"(?![a-z])[ :]{0,2}(?:[a-z'()]{1,12} ){0,3}$|(?<![a-z])des (?:l'age de )?$"
)
_SPENT = re.compile(
    r" ?(?:(?:d'|de |du )(?:anciennete|garantie|experience|service|retard|loyers?|mandat|prison|recul|bail|pret|sursis|travail|carriere|cotisation\w*|metier"
    r"|formation|probation|conge|arret|contrat|preavis|mariage|vie|procedure|attente|suivi|recherche|fidelite|reclusion|detention|salaire|delai|carence"
    r"|soins|hospitalisation|stage|traitement|relation|concubinage|residence|presence|chomage|droits?|revenus|impayes?|dettes?|mise|rsa|abonnement|location)"
    r"|ferme|avec sursis|apres|plus tard|auparavant|renouvelable|consecutif|minimum|maximum|a compter|au (?:plus|moins|minimum|maximum)|et (?:plus|moins)|ou plus|revolus"
    r"|que |qu'|sans |ago|later|of |in a row|d affilee|durant|pour |avant |dernier|derniers|precedents?|suivants?|prochains?|ecoules|fermes|depuis)"
)
_GENERAL = re.compile(
    r"(?<![a-z])(?:(?:les|des|aux|tous|tout) (?:(?:jeunes|personnes?|enfants|public|eleves|mineurs|adultes|seniors|usagers|habitants|filles|garcons|agents|bebes)(?: agee?s?)? (?:de )?)?|public de|jeunes de|seniors de"
    r"|moins de|plus de|a partir de|jusqu'a|entre|de moins de|de plus de|d'au moins|au moins) ?(?:\d{1,3} ?(?:a|-|et|/) ?)?$|\d ?(?:a|-) ?$"
)


def _age(candidate: Candidate) -> str | None:
    """An age from 0 to 120 that no word of duration claims."""
    said = candidate.reading.bare[candidate.start : candidate.end]
    number = re.match(r"\d+", said)
    years = int(number[0]) if number else value(re.split(rf" ?(?<![a-z]){_UNIT}(?![a-z])", said)[0].strip())
    if years is None and re.search(_OCCITAN, said):
        years = 50
    if years is None or years > 120 or _SPENT.match(candidate.after(24)) or _GENERAL.search(candidate.before(40)):
        return None
    if "revolus" in said and not re.search(r"(?:j'?ai|[a-z]{2,} a) $", candidate.before(12)):
        return None
    if re.search(r"jours?|semaines?$", said) and not re.search(r"age|bebe|nourrisson|ne de", candidate.before(25)):
        return None
    return "AGE"


def _aside(candidate: Candidate) -> str | None:
    text = candidate.reading.text
    of_child = _ENDS_NAMED.search(text, max(0, candidate.start - 30), candidate.start) or _ENDS_CHILD.search(
        candidate.before(40)
    )
    if _TIME.search(candidate.before(40)) or ("mois" in candidate.value and not of_child):
        return None
    return _age(candidate)


_ENDS_CHILD = re.compile(
    r"(?<![a-z])(?:bebes?|nourrissons?|enfants?|fils|filles?|garcons?|jumeaux|jumelles|freres?|s(?:o|oe)urs?|petite?s?|dernier|derniere|benjamin\w*|cadet\w*|aine[es]?),? ?\(?$"
)
_ENDS_NAMED = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ'-]+,? ?\(?$")


def _has(candidate: Candidate) -> str | None:
    """A verb proves an age, a preposition needs a possessive: "a 67 ans", "pour ses 80 ans", not "pour 3 ans"."""
    lead = candidate.before(24)
    if re.search(r"(?:pour|de|dans|sur|fete\w*|va sur) (?:ses |mes |leurs )?$", lead) and not re.search(
        r"(?:ses|mes|leurs) $", lead
    ):
        return None
    if re.search(r"(?<![a-z])il y (?:a|avait|aura)[a-z ]{0,16}$|d'ici a $|de \d+ a $", candidate.before(30)) or (
        "mois" in candidate.value and "et" not in candidate.value
    ):
        return None
    if re.search(r"(?<![a-z])a (?:plus de )?$", lead) and not re.search(
        r"(?:(?:il|elle|on|qui|elles|ils|[a-z]{2,}) (?:n')?a|qu'a) (?:plus de )?$", lead
    ):
        return None
    return _age(candidate)


def _of(candidate: Candidate) -> str | None:
    return None if _TIME.search(candidate.before(26)) else _age(candidate)


def _told(candidate: Candidate) -> str | None:
    """An age told round: "la cinquantaine", "octogénaire", "dans sa 92e année"."""
    said, lead = candidate.reading.bare[candidate.start : candidate.end], candidate.before(24)
    return "AGE" if any(form.match(said) and before.search(lead) for form, before in _TOLD_OF) else None


def _in_list(candidate: Candidate) -> str | None:
    """The first ages of "4, 7 et 12 ans" count when the last does."""
    lead = candidate.before(60)
    return (
        _age(candidate) if re.search(rf"(?:age|{_PEOPLE})[^.\n]{{0,40}}$", lead) and not _GENERAL.search(lead) else None
    )


def _bare_number(candidate: Candidate) -> str | None:
    said = candidate.reading.bare[candidate.start : candidate.end]
    said = re.sub(r" ?(?:ans?|mois)$", "", said)
    number = int(said) if said.isdigit() else value(said)
    return "AGE" if number is not None and 0 <= number <= 120 and not _SPENT.match(candidate.after(24)) else None


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    year = listed(
        """
    an, mois, year, month, yo, y/o, semaine, jours, balais, berges, piges, printemps
    """
    )
    shapes = (
        Shape("AGE", _AGED, _age, hints=("age", "ag(")),
        Shape("AGE", _AGED_BARE, _bare_number, hints=("age",), score=0.7),
        Shape("AGE", _HAS, _has, hints=year),
        Shape("AGE", _OF, _of, hints=year),
        Shape("AGE", _ASIDE, _aside, hints=year, score=0.7),
        Shape("AGE", _SENTENCE, _aside, hints=year, score=0.6),
        Shape("AGE", _NAMED, _of, hints=year, on="text", score=0.7),
        Shape("AGE", _BY_NUMBER, _age, hints=("dece", "mort", "dispar")),
        Shape("AGE", _SHORT, _age, hints=("a.", "a,", "a)", "a ", "a;", "a\n"), score=0.6),
        Shape("AGE", _TOLD, _told, hints=("aine", "naire", "annee"), score=0.7),
        Shape("AGE", _ROUND, hints=(" ans",), score=0.7),
        Shape("AGE", _GUESSED, _age, hints=year, score=0.7),
        Shape("AGE", _AND, _in_list, hints=year, score=0.7),
    )
    cued = (
        Cued(
            "AGE",
            ("age", "ages", "age actuel", "age enfant"),
            r"\d{1,3}(?: ?(?:ans|mois))?(?![0-9a-z/.-])",
            gap=r"[\s\"']{0,3}[:=|][\s\"'|]{0,4}",
            check=_bare_number,
            score=0.75,
        ),
    )
    return [Family("age", language, shapes, cued)]
