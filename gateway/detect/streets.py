"""How a French address is written: kinds of streets, names, complements, postcode and city (norme AFNOR XP Z10-011, and without it)."""

from __future__ import annotations

import re
from typing import TypeAlias

from gateway.detect.names import load_names
from gateway.detect.reading import Reading, bare
from gateway.detect.rules import listed, one_of

Mask: TypeAlias = bytearray
"""One byte a character: 1 where something stands."""


def _scanned(pattern: str) -> str:
    """Let a scanner's 1 and 0 stand for the i, l and o of the longer words of ``pattern``."""
    return re.sub(r"(?<![\\a-z])[a-z]{5,}", lambda word: word[0].translate(_AS_SCANNED), pattern)


_AS_SCANNED = str.maketrans({"i": "[i1l]", "l": "[l1i]", "o": "[o0]"})

STREET = _scanned(
    one_of(
        """
    rue, r\\., r(?= (?:de|du|des|d'|la|le) ), avenue, av\\.?, ave\\.?, boulevard, bd\\.?, bld\\.?, blvd\\.?, bvd\\.?, boul\\.?, quai, impasse,
    imp\\.?, chemin, che\\., chem\\.?, ch\\., allees?, all\\., montee, traverse, promenade, prom\\.?, corniche, route (?:departementale|nationale|communale), route, rte\\.?, sentier, sente, square,
    sq\\.?, rampe, grand[- ']?rue, grande[- ]rue, passage, pass\\., faubourg, fbg\\.?, fg\\.?, esplanade, ruelle, venelle, calade, carriera,
    carrer, avenguda, camin, hameau, ham\\., lotissement, lot\\., clos, rond[- ]point, villa, descente, digue, jetee, levee, draille, chaussee, calle,
    hent, straed, streat, karrika, strada, carrughju, passatge, placeta, chemin rural, cavee, charriere, dreve, raidillon, contre[- ]allee, coursive, traboule
    """
    )
)
STREET_OR_WORD = one_of(
    """
    place, pl\\.?, cours, voie, parc, port, porte, cite, mas, domaine, cour, pont, galeries?, hlm, batiment, mail, terrasses?, hauts,
    jardins?, plan, lieu[- ]dit, quartier, escaliers?, mole, enclos, camping, residence, res\\.?, rd, parvis, placa, plasenn, cote, cours?ive
    """
)
_SURE = re.compile(STREET)
_LINKS = frozenset(
    listed(
        "de, du, des, dels, dal, lo, los, las, d, la, le, les, l, et, en, au, aux, à, a, sur, sous, lès, of, the, del, della, di"
    )
)
_STOP = frozenset(
    listed(
        """
        je, j, il, elle, on, nous, vous, ils, elles, mais, pour, avec, depuis, est, qui, que, car, donc, ou, si, ca, mon, ma, mes, son, sa,
        ses, leur, leurs, avant, apres, après, dans, chez, sans, sont, suis, ai, y, tel, telephone, tél, téléphone, merci, svp, né, née, nee,
        pas, plus, c, n, s, t, m, par, cette, ce, ces, un, une, hier, tous, tout, demain, demande, demandait, avait, etait, était, ont, mail,
        email, courriel, objet, madame, monsieur, mme, mr, dossier, cordialement, bonjour, fax, port, portable, appt, apt, appartement, bat,
        bât, bâtiment, batiment, escalier, esc, etage, étage, lot, porte, date, ref, réf, bp, cs, puis, quand, comme, votre, notre, afin,
        suite, entre, face, près, pres, derrière, derriere, devant, où, lors, pendant, jusqu, ainsi, soit, sera, serait, fait, faire, doit,
        peut, veut, vit, vient, va, souhaite, sollicite, signale, logement, studio, chambre, residence, résidence, ok, voila, voilà, point, virgule, cni, nir, rib, iban, caf, ccas, sécu, secu
        """
    )
)
_MONTHS = frozenset(
    listed(
        "janvier, février, fevrier, mars, avril, mai, juin, juillet, août, aout, septembre, octobre, novembre, décembre, decembre"
    )
)
_TOKEN = re.compile(r"(?P<gap>[ ]{1,2}|-|[ ]?['’]|\n[ ]{0,4})?(?P<word>[A-Za-zÀ-ÿ0-9.]+)")
_SCANNED = re.compile(r"[01][A-Za-zÀ-ÿ]{3}")
_PLAIN_STREETS = frozenset(
    listed(
        "republique, liberte, liberation, victoire, paix, resistance, eglise, gare, mairie, marche, poste, fontaine, port, halles, soleil, "
        "jardin, moulin, chateau, ecole, verdun, nation, horloge, marseillaise, fraternite, egalite, concorde, europe, plage, mer, temple"
    )
)
"""What streets are called after though it is an ordinary word."""

_CALLED = re.compile(
    r" (?:(?:de|du|des|d|la|le|les|l)[ '])*(?:(?:general|marechal|docteur|dr|saint|sainte|st|president|abbe|jean|rene)[ -])?([a-z]{3,20})(?![a-z])"
)

_TO_THING = re.compile(r" (?:Vent|Huile|Eau|Sel|Foin|Chaux)\b", re.IGNORECASE)
"""What "à" brings in inside a name: "rue du Moulin à Vent", not "rue Pascal à Sète"."""

POSTCODE = re.compile(r"(?:F ?- ?)?(?:0[1-9]|[1-8]\d|9[0-8]|2[AB])[ .]?[\dOo]{3}(?![\dOo])(?! ?(?:€|euros?))")
_CAPITALISED = r"[A-ZÀ-Ý][\w’]*"
_CITY = re.compile(
    rf"(?:(?:[LlDd]['’]|[Ll]es? |[Ll]a )?{_CAPITALISED}(?:(?: (?:sur|sous|lès|les|le|la|en|aux)|-(?:sur|sous|lès|les|le|la|de|du|des|en|aux|et|d['’]|l['’]))"
    rf"(?:[ -]|(?<=['’]))(?:(?:la|le|l['’]) ?)?{_CAPITALISED}|['’-][\wÀ-ÿ]+| (?:St|Ste|Saint|Sainte)\b"
    rf"| (?!T[ÉEée]L|N[ÉEée]){_CAPITALISED}){{0,4}}(?: cedex(?: \d{{1,2}})?)?)"
)
_LOW_CITY = re.compile(
    r"[a-zà-ÿ]+(?:[ -](?:sur|les|lès|le|la|de|du|en|d['’])[ -]?[a-zà-ÿ]+|-[a-zà-ÿ]+){0,2}(?: cedex(?: \d{1,2})?)?"
)
_TO_CITY = re.compile(r"[ ,\-]{0,3}\n?[ ]?")
_PREPOSITION = re.compile(r"à |A |a |sur |dans ")
_CODE_AFTER = re.compile(r" ?\((?:\d{5}|\d{2})\)|,? \d{5}(?!\d)")
_SEPARATOR = re.compile(r"[ ]{0,2}[,;–|/(\-]?[ ]{0,2}(?:\n[ \t]{0,8})?[,\-–(]?[ ]{0,2}")

_NUMBER = r"[ .:°no]{0,5}(?:[a-z]?\d{1,4}[a-z]?|[a-z]\d{0,3})(?![a-z0-9])"
_FLATS = one_of(
    """
    app(?:artemen)?ts?, appt?, apt, logement, logt, lgt, log, studio, chambre, chb, porte, pte, boite(?: aux lettres| postale)?, bp, b\\.p,
    bal, escalier, esc, entree, hall, tour, bat(?:iment)?, bloc, ilot, cage, etage, emplacement, casier, cs, tsa, lot, allee, aile,
    pavillon, villa, mobil[- ]home, niveau, box, ponton, place, anneau, poste, parcelle, emplacement n°
    """
)
_RANK = r"(?:\d{1,2} ?(?:eme|er|ere|e|nd|nde|°)|premier|deuxieme|troisieme|quatrieme|cinquieme|sixieme|dernier)"
_SIDE = r"(?:droite|gauche|face|dte|gche)"
FLAT = re.compile(
    rf"{_FLATS}{_NUMBER}|{_RANK}\.? ?(?:etage|et\.?(?![a-z])|esc\w*)(?:[ ,]{{1,2}}(?:{_SIDE}|(?:dr|dte|ga?)\.?(?![a-z])|porte \w{{1,4}}))?|{_RANK} {_SIDE}"
    rf"|rez[- ]de[- ]chaussee(?: {_SIDE})?|rdc(?![a-z])|porte (?:de )?{_SIDE}|(?:a )?(?:droite|gauche)(?![a-z])"
)
_HOMES = one_of(
    """
    residence, res\\.?, immeuble, batiment, bat\\.?, villa, hlm, cite, lotissement, lot\\., lieu[- ]dit, lieudit, mas, domaine, foyer, clos,
    camping, parc, hameau, quartier, les hauts, les jardins, le clos, tour, peniche, bateau[- ]logement, bateau, voilier, ponton, caravane,
    chalet, ferme, moulin, mobil[- ]home, aire d'accueil, terrain, copropriete, maison forestiere, manoir, presbytere, gite
    """
)
_HOST = r"(?:c/o|chez (?:m\.|mme|mr|madame|monsieur)) "
NAMED_HOME = re.compile(
    rf"(?i:{_HOMES.replace('residence', 'r[eé]sidence').replace('cite', 'cit[eé]').replace('bat', 'b[aâ]t')}|c/o|chez|porte) "
    r"(?:(?:de|du|des|[Ll]a|[Ll]e|[Ll]es|LA|LE|LES|DE|DU|DES|[Ll]['’]|[Dd]['’]|M\.|Mme) ?){0,3}[A-ZÀ-Ý][\w'’-]*"
    r"(?:[ -](?:(?:de|du|des|la|le|les|l['’]|d['’]|et) ?){0,2}[A-ZÀ-Ý0-9][\w'’-]*){0,4}"
)
_ONCE = r"(?: (?:de |du |a |dans )(?:l'|la |le )?ancien(?:ne)? [a-z'-]{3,20}(?: [a-z'-]{3,20})?)?"
"""What a home was before: "1er étage de l'ancienne école"."""
_BEFORE = re.compile(
    rf"(?<![a-z0-9])(?:(?:{FLAT.pattern}){_ONCE}(?: ?[,;\-–|]+ ?\n? ?| ?\n ?| )|(?:{_HOMES} |{_HOST})(?:[a-z0-9'\-.]{{1,20}} ?){{1,5}}?"
    rf"(?: ?[,;\-–|]+ ?\n? ?| ?\n ?|(?= {FLAT.pattern}) )){{1,4}}$"
)
_FLOOR = re.compile(r"\d{1,2} ?(?:eme|er|e)(?= ?(?:[,;)\n]|\. |$))")
_BESIDE_STREET = re.compile(rf"{STREET}(?![a-z0-9])")
_NAME_BEFORE = re.compile(
    r"(?:^|(?<=[,;:(\n] )|(?<=[–\-] )|(?<=[\n(]))(?:L(?:e|a|es|E|A|ES) |L['’])[A-ZÀ-Ý][\w'’-]*(?: [A-Z0-9À-Ý][\w'’-]*){0,3}, ?$"
)
"""The name of a residence that says so by nothing but what follows: "Le Ponant 2, 6e étage"."""
_FLAT_OPEN = re.compile(rf"(?<![a-z]){_FLATS}[ .:°no]{{1,5}}$")
DWELLING = re.compile(rf"(?<![a-z])(?:{_HOMES}|appt?|apt|appartement|bloc)(?![a-z])")


def is_sure(text: str, anchor: re.Match[str]) -> bool:
    """Tell whether the kind of street at group ``street`` is never an ordinary word behind a number."""
    sure = _SURE.match(text, anchor.start("street"))
    return sure is not None and sure.end() == anchor.end("street")


def is_street_called(text: str, at: int) -> bool:
    """Tell whether the bare words at ``at`` are such as streets are called after: "cours gambetta", not "cours de danse"."""
    name = _CALLED.match(text, at)
    if name is None:
        return False
    names = load_names()
    return name[1] in _PLAIN_STREETS or (len(name[1]) > 3 and not names.is_common(name[1]))


def street_name(text: str, at: int, low: bool) -> int:
    """Return where the street's name that starts at ``at`` ends, ``at`` when there is none. ``low``: it may be in lower case."""
    end = here = at
    lows, linked, spoken, capital, digits = 0, True, False, False, False
    for _ in range(12):
        token = _TOKEN.match(text, here)
        if token is None or ("\n" in (token["gap"] or "") and not linked):
            break
        word, here = token["word"], token.end()
        plain = word.lower().rstrip(".")
        glued = token["gap"] in {"-", "'"} and not spoken
        if plain in {"à", "a"} and end > at and not glued and not _TO_THING.match(text, here):
            break
        kind = _kind(word, plain, digits, spoken or glued)
        if kind == "link":
            linked = spoken = True
            continue
        lows += kind == "low" and not glued
        lower = kind == "low" and not glued and (capital or not low or lows > 2)
        if kind == "stop" or lower or (kind == "number" and not (linked or digits)):
            break
        capital |= kind == "capital"
        digits = kind == "number" or plain in _MONTHS
        end, linked, spoken = token.start("word") + len(word.rstrip(".")), False, False
        if word.endswith(".") and len(word) > 3:
            break
    return end


def _kind(word: str, plain: str, after_number: bool, after_link: bool) -> str:
    """Return what a word is in a street's name: link, stop, number, capital, low."""
    if plain in _LINKS:
        return "link"
    if word[0].isdigit() and not _SCANNED.match(word):
        return "number" if len(word.rstrip(".")) <= 4 else "stop"
    if plain in _STOP and not (after_link and word[0].isupper()):
        return "stop"
    return "capital" if word[0].isupper() or word[0].isdigit() or (plain in _MONTHS and after_number) else "low"


class Growth:
    """One address being read: where it stands so far and what it already has."""

    def __init__(self, reading: Reading, start: int, end: int, people: Mask, *, home: bool = False) -> None:
        self.reading, self.start, self.end, self.people = reading, start, end, people
        self.parts, self.home = 0, home
        self.postcode = self.city = False

    def forward(self) -> None:
        """Take in complements, postcode and city, one after the other."""
        for _ in range(8):
            separator = _SEPARATOR.match(self.reading.text, self.end)
            at = separator.end() if separator else self.end
            if not (self._part(at) or self._postcode(at) or self._town(at)):
                return

    def backward(self) -> None:
        """Take in the complements that stand before."""
        least = max(0, self.start - 90)
        before = _FLAT_OPEN.search(self.reading.bare, least, self.start) or _BEFORE.search(
            self.reading.bare, least, self.start
        )
        if before:
            self.start = before.start()
            self.parts += 1
            named = _NAME_BEFORE.search(self.reading.text, max(0, self.start - 50), self.start)
            self.start = named.start() if named else self.start

    def _part(self, at: int) -> bool:
        part = FLAT.match(self.reading.bare, at) or NAMED_HOME.match(self.reading.text, at)
        if part is None and (self.parts or self.home):
            part = _FLOOR.match(self.reading.bare, at)
        if self.city:
            return False
        end = part.end() if part else self._further_street(at)
        if end == at:
            return False
        self.end, self.parts = end, self.parts + 1
        return True

    def _further_street(self, at: int) -> int:
        """Return the end of a street that follows the name of a home: "Villa Les Mouettes, corniche de Neuburg"."""
        street = _BESIDE_STREET.match(self.reading.bare, at) if self.home else None
        return at if street is None or at == self.end else max(at, self._street_end(street.end(), at))

    def _street_end(self, named: int, at: int) -> int:
        end = street_name(self.reading.text, named, low=False)
        return end if end > named else at

    def _postcode(self, at: int) -> bool:
        text = self.reading.text
        code = POSTCODE.match(text, at)
        if code is None or self.postcode or set(";|") & set(text[self.end : at]):
            return False  # in a column of its own, a postcode is no part of the address
        gap = _TO_CITY.match(text, code.end())
        at = gap.end() if gap else code.end()
        city = _CITY.match(text, at) or (self._low(at) if text[at - 1] == " " else None)
        self.end, self.postcode, self.city = (city.end() if city else code.end()), True, city is not None
        return True

    def _low(self, at: int) -> re.Match[str] | None:
        city = _LOW_CITY.match(self.reading.text, at)
        return city if city and city[0].split()[0] not in _STOP else None

    def _town(self, at: int) -> bool:
        """A city without postcode counts after a comma, a dash or "à", unless it is somebody's name."""
        text = self.reading.text
        between = text[self.end : at]
        if self.city or self.postcode or "\n" in between:
            return False
        preposition = _PREPOSITION.match(text, at)
        if preposition is None and not set(",-(") & set(between):
            return False
        at = preposition.end() if preposition else at
        city = _CITY.match(text, at) or (self._low_town(at) if preposition else None)
        if city is None or city[0].lower().split(" ")[0] in _STOP or self._is_person(city):
            return False
        code = _CODE_AFTER.match(text, city.end())
        self.end, self.city = code.end() if code else city.end(), True
        return True

    def _is_person(self, city: re.Match[str]) -> bool:
        return " " in city[0] and all(self.people[city.start() : city.end()])

    def _low_town(self, at: int) -> re.Match[str] | None:
        """Where all is in lower case, a word that no dictionary takes for a common one."""
        city = _LOW_CITY.match(self.reading.text, at)
        if city is None:
            return None
        first = bare(city[0].replace("-", " ").split(" ")[0])
        names = load_names()
        return city if len(first) > 3 and (first in names.places or not names.is_common(first)) else None
