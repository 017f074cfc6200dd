"""Words as small integers: what the automaton reads. Unknown words are told by their shape only, so the alphabet
is finite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gateway.detect.names import load_names
from gateway.detect.phrases.tokens import BREAK, fold, key, sound

WORD, CONTENT, CAPITAL, NUMBER, YEAR, ADJECTIVE, DISEASE, DRUG, WRAPPED = (1 << n for n in range(9))
"""What the shape of a token tells, as bits below the number of the word."""
SHAPE_BITS = 9
UNKNOWN = 0

_YEAR = re.compile(r"(?:19|20)\d\d")
_ADJECTIVE = re.compile(r"(?:iques?|aires?|iens?|iennes?|euses?|eux|ales?|aux|oides?|ives?|ifs?|oires?|antes?|elles?)$")
_NOT_ADJECTIVE = frozenset(
    "maire maires mairie affaires affaire salaire salaires horaire horaires exemplaire commentaire commentaires "
    "anniversaire formulaire formulaires notaire notaires secretaire secretaires locataire locataires proprietaire "
    "proprietaires destinataire beneficiaire beneficiaires partenaire partenaires musique publique publiques politique "
    "politiques pratique travaux bureaux cadeaux locaux journaux objectif objectifs lieux deux ceux yeux mieux eux "
    "vieux malheureux nombreux nombreuses precieux memoire histoire territoire laboratoire obligatoire "
    "provisoire elle elles celle celles quelle quelles nouvelle nouvelles laquelle lesquelles telle telles "
    "plusieurs faire taire paire paires aire aires salle salles malgre avant devant maintenant pendant cependant "
    "durant enfants enfant avantages dimanche restaurant habitant habitants montant montants courante courantes "
    "soixante quarante cinquante trente suivante suivantes importante importantes attente plante plantes tante "
    "gales domaine domaines semaine semaines technique techniques informatique electronique numerique statistique "
    "archives archive rives initiatives initiative avis devis tarif tarifs motif motifs effectif effectifs".split()
)
_DISEASE = re.compile(
    r"(?:ectomies?|otomies?|ostomies?|oplasties?|algies?|plegies?|paresies?|patholog\w*"
    r"|[aeinrt]pathies?|carcinomes?|sarcomes?"
    r"|blastomes?|lymphomes?|adenomes?|myelites?|phlebites?|arthrites?|nephrites?|dermites?|colites?"
    r"|hepatites?|encephalites?"
    r"|phropathies?|uropathies?|rragies?|rrhees?|glycemies?|anemies?|lemies?|cemies?|uremies?"
    r"|scleroses?|psychoses?|nevroses?"
    r"|arthroses?|therapies?|oscopies?|megalies?|lithiases?|trophies?|stenoses?|thromboses?|phrenies?"
    r"|phagies?|urie|uries"
    r"|epilept\w+|psychiatri\w+|oncolog\w+|neurolog\w+|cardiolog\w+|pneumolog\w+|nephrolog\w+"
    r"|gynecolog\w+|hemato\w{4,})$"
)
_NOT_DISEASE = frozenset(
    "academie academies nostalgie empathie sympathie antipathie apathie telepathie seigneurie centurie incurie furie "
    "injurie injuries fleurie fleuries defleurie refleurie refleuries ecurie ecuries souries sauries incuries seigneuries holothurie "
    "dichotomie dichotomies autotomie antipathies apathies nostalgies penuries centuries ahuries hygroscopie stroboscopie "
    "strioscopie stereoscopie stereotomie touries telepathies pathologiste pathologistes furies sympathies empathies "
    "penurie epidemie pandemie epidemies pandemies atrophie boscopie radioscopie loterie".split()
)
_DRUG = re.compile(
    r"^[a-z]{3,}(?:olol|sartans?|azepam|azolam|mycine|cilline|oprazole|gliptine|gliflozine|oxetine"
    r"|dipine|statine|floxacine|"
    r"tinib|zumab|ximab|limumab|setron|triptan|parine|xaban|gatran|thiazide|semide|pridone|peridone|apine|"
    r"tadine|idocaine|vacaine|etracaine|articaine|profene?|coxib|dronate|glutide|triptyline|cycline|conazole|vudine|tegravir|aciclovir)$"
)
_NOT_DRUG = frozenset("pintadine rapine copine sapine lapine cocaine marine domaine".split())
_STOP = frozenset(
    "le la les l un une des du de d au aux et ou ni mais donc or car que qui quoi dont où ou ce cet cette "
    "ces se s me m te t "
    "je j tu il elle on nous vous ils elles lui leur leurs mon ma mes ton ta tes son sa ses notre votre "
    "nos vos y en ne n pas "
    "plus a à est sont suis es sommes etes ai as avons avez ont etait etaient sera seront fut soit avait "
    "avaient aura par pour "
    "dans sur sous avec sans chez vers entre depuis pendant avant apres puis si comme tres trop aussi "
    "meme encore deja alors "
    "ainsi cela ca ci là la-bas quand lorsque puisque jusque fait faire peut doit va vient veut dit merci "
    "bonjour cordialement "
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout "
    "septembre octobre "
    "novembre decembre monsieur madame mademoiselle mme mr dr docteur maitre rue avenue boulevard place "
    "quai impasse chemin "
    "mairie ccas ville commune service".split()
)


class Vocabulary:
    """The words of the lexicons, numbered. ``symbol`` gives what the automaton reads for any token."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._capitals: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._exact_by_key: dict[str, set[int]] = {}
        self._sounds: dict[str, int] = {}
        # under the words' hashes, which this process alone can make: no word of a request stays in memory (L05)
        self._symbols: dict[int, int] = {}
        self._literals: dict[str, frozenset[int]] = {}

    def add_capitals(self, words: Iterable[str]) -> None:
        """Number the words which are only themselves in capitals (``ALD``, ``SUD``)."""
        for word in words:
            if _is_capital_only(word):
                self._capitals.setdefault(word, self._fresh())

    def add_exact(self, words: Iterable[str]) -> None:
        """Number the words that stand for this very form (``=droite``, which is not ``droits``)."""
        for word in map(fold, words):
            self._exact.setdefault(word, self._fresh())
            self._exact_by_key.setdefault(key(word), set()).add(self._exact[word])

    def _fresh(self) -> int:
        return len(self._numbers) + len(self._capitals) + len(self._exact) + 1

    def literal(self, raw: str) -> frozenset[int]:
        """The numbers of the words that a literal of a lexicon stands for."""
        known = self._literals.get(raw)
        if known is None:
            known = self._literals[raw] = self._literal(raw)
        return known

    def _literal(self, raw: str) -> frozenset[int]:
        if raw in self._capitals:
            return frozenset({self._capitals[raw]})
        if raw[0] == "=" and len(raw) > 1:
            return frozenset({self._exact[fold(raw[1:])]})
        numbers = {self._number(form) for form in _forms(raw)}
        numbers |= self._exact_by_key.get(key(raw), set())
        if raw.upper() in self._capitals:
            numbers.add(self._capitals[raw.upper()])
        if len(raw) > 5 and raw.isalpha() and raw[0].islower():
            self._sounds.setdefault(sound(raw), self._number(key(raw)))
        return frozenset(numbers)

    def _number(self, form: str) -> int:
        return self._numbers.setdefault(form, self._fresh())

    def symbol(self, raw: str, wrapped: bool) -> int:
        """The number of the word and the bits of its shape."""
        place = hash((raw, wrapped))
        known = self._symbols.get(place)
        if known is None:
            known = self._resolve(raw) << SHAPE_BITS | _shape(raw) | (WRAPPED if wrapped else 0)
            if len(self._symbols) > 100_000:
                self._symbols.clear()
            self._symbols[place] = known
        return known

    def _resolve(self, raw: str) -> int:
        if raw in self._capitals:
            return self._capitals[raw]
        if fold(raw) in self._exact:
            return self._exact[fold(raw)]
        number = self._numbers.get(key(raw), UNKNOWN) or self._numbers.get(fold(raw), UNKNOWN)
        if number or len(raw) < 4 or not raw[0].isalpha() or load_names().is_common(raw.lower()):
            return number  # a word of the dictionary is no misspelling of another: "celles" is not "selles"
        return self._misspelt(fold(raw)) or (
            self._sounds.get(sound(raw), UNKNOWN) if _may_be_misspelt(raw) else UNKNOWN
        )

    def _misspelt(self, word: str) -> int:
        """Digits read for letters, an article glued to its noun, a spelling by ear."""
        if any(c.isdigit() for c in word):
            word = word.replace("0", "o").replace("1", "l").replace("5", "s")
        tries = [word]
        if word[0] == "l":
            tries.append("i" + word[1:])
        if word[0] in "ld" and (len(word) > 6 or word[1:] in _GLUED):
            tries.append(word[1:])
        for form in tries:
            if number := self._numbers.get(key(form), UNKNOWN):
                return number
        return UNKNOWN


_GLUED = frozenset({"aah", "apl", "rsa", "aspa", "apa", "aide", "asthme"})


def _may_be_misspelt(raw: str) -> bool:
    return len(raw) > 5 and (raw.islower() or raw.isupper())


def _forms(word: str) -> set[str]:
    """The keys of a word with and without its accents; ``fiché`` without its only accent would be ``fiche``."""
    bare = fold(word)
    lonely = word.endswith("é") and len(word) < 8 and sum(a != b for a, b in zip(word, bare, strict=False)) == 1
    return {key(word)} if lonely else {key(word), key(bare)}


def _is_capital_only(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.isalnum() and not word.isdigit()


def _shape(raw: str) -> int:
    if raw[0].isdigit():
        return NUMBER | (YEAR if _YEAR.fullmatch(raw) else 0)
    if not raw[0].isalpha() or raw == BREAK:
        return 0
    word = fold(raw)
    shape = WORD
    if raw[0].isupper():
        shape |= CAPITAL
    elif word not in _STOP and len(word) > 2:
        shape |= CONTENT
    if _ADJECTIVE.search(word) and word not in _NOT_ADJECTIVE and len(word) > 5:
        shape |= ADJECTIVE
    if len(word) > 6 and _DISEASE.search(word) and word not in _NOT_DISEASE:
        shape |= DISEASE
    if len(word) > 6 and _DRUG.search(word) and word not in _NOT_DRUG:
        shape |= DRUG
    return shape
