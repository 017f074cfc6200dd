"""Numbers that name a person's file, told by the word before them: nothing in their own writing proves them.

Three strengths of cue. A strong one ("allocataire") is followed by a personal number whatever stands between. A plain one
("contrat", "référence") needs "n°", "numéro" or a colon. A register ("acte de naissance") takes numbers of any length.
"""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer

from gateway.detect.rules import MARK, Candidate, Check, Cued, Family, Shape, listed, loose, words

_STOP = r"(?![0-9a-z])(?![.,/\-][0-9a-z])"
_REFERENCE = rf"(?:[a-z]{{1,4}} )?(?=[a-z0-9/._\-]{{0,14}}\d)[a-z0-9]{{1,14}}(?:[/._\-][a-z0-9]{{1,14}}){{0,6}}{_STOP}"
_SPACED = rf"(?:[a-z]{{1,4}}[ \-/])?\d{{1,20}}(?:[ /._\-]\d{{1,12}}){{0,6}}(?: ?[a-z])?{_STOP}"
_VALUE = rf"(?:{_SPACED}|{_REFERENCE})"
_SMALL = (
    r"(?:caf|cpam|mdph|ccas|apa|fsl|rsa|aah|pch|msa|apl|n|n[°o]|num|numero|no|est|c'?est|etait|sera|le|la|les|du|de|des|d|sous|ref|reference|dossier|suivi|votre|mon|son|ma|sa|au|a|chez|agent"
    r"|client|usager|identifiant|unique|interne|national|regional|departemental|social|sociale|aide|individuel|medical|patient|personnel|actuel|porte|attribue|id|code)"
)
_NEAR = rf"{MARK}{{0,8}}(?:{_SMALL}(?!(?<=[a-z])-[a-z]{{0,4}}\d){MARK}{{1,6}}){{0,5}}"
"""A small word glued to the figures by a dash is of the reference: "matricule A-11936"."""
_SIGNED = rf"\.?(?: {_SMALL}){{0,3}}(?:[ a-z']{{0,24}})?[\s\"'|*]{{0,3}}(?:n[°o]\.? ?|numero |num\.? |:|=|#)[\s\"'`«*|:#]{{0,5}}(?:n[°o]\.? ?)?"
_FAR = loose(45)
_INE = rf"(?:(?=\d{{1,10}}[a-z])\d[0-9a-z]{{10}}|\d{{10}} [a-z]){_STOP}"
"""Identifiant national élève: eleven signs, with a letter. Its cue is also how "Inès" reads, so it must have its shape."""

_STRONG = listed(
    """
    dossier, numero de dossier, ref dossier, dossier social, dossier medical, dossier individuel, case number,
    case id, file number, reference usager, ref usager, matricule, numero agent, numero d agent, id agent,
    numero de badge, employee id, n° agent, matricule agent, numero de matricule, allocataire, numero allocataire,
    numero d allocataire, caf, num alloc, n° alloc, alloc, mdph, cdaph, france travail, pole emploi,
    demandeur d emploi, identifiant france travail, ipp, numero patient, identifiant patient, patient id, nda, iep,
    numero de sejour, bea, numero etudiant, identifiant national etudiant, numero eleve, id eleve,
    rpps, adeli, numero adherent, numero d adherent, numero usager, id usager, identifiant usager,
    numero beneficiaire, numero de beneficiaire, numero locataire, code locataire, numero de foyer, code famille,
    numero famille, numero unique, nur, nud, numero unique regional, numero unique departemental,
    demande de logement social, demande de logement, demande logement, demande hlm, sne,
    numero unique d enregistrement, electeur, electrice, numero electeur, numero d electeur, nne, carte electorale,
    carte d electeur, numero national d electeur, pdl, prm, pce, point de livraison, point de reference mesure,
    linky, numero de compteur, aide sociale, surendettement, apa, fsl, ase, aemo, banque de france, main courante,
    numero de plainte, numero de pv, numero de procedure, numero de parquet, ecrou, numero d ecrou,
    avis de contravention, fps, forfait de post stationnement, id interne, identifiant interne, id personne,
    numero interne, cmi, carte mobilite inclusion, carte d invalidite, carte de lecteur, carte lecteur,
    carte de bibliotheque, carte mediatheque, carte d adherent, numero de lecteur, numero lecteur, numero abonne,
    numero d abonne, numero de licence, numero licence, numero de contrat, numero de police, numero de sinistre,
    police d assurance, numero client, numero de client, code client, customer number, numero de pension,
    numero de retraite, cnracl, numero msa, cesu, permis de construire, declaration prealable, permis d amenager,
    certificat d urbanisme, permis de demolir, numero d agrement, numero d ordre professionnel,
    information preoccupante, numero de carte vitale, numero de serie de la carte vitale,
    numero de serie carte vitale, ofii, numero de demande, numero demande, numero d inscription,
    numero inscription, numero d enregistrement, numero de mutuelle, numero mutuelle, numero assure,
    numero d assure, numero de cotisant, numero d identification, identifiant national, dossier n,
    numero de famille, rum, reference unique de mandat, lrar, lettre recommandee, ticket, ticket glpi, numero de ticket, glpi, titre executoire,
    avis des sommes a payer, minute, repertoire general, dn@, idnum, puce, numero de puce, puce electronique, quartier maritime, enim,
    immatriculation bateau, navire, ofpra, cnda, numero de recours, numero d allocation, numero de bourse, reference dossier,
    pre demande, predemande, numero de pre demande, numero ants, numero de fiche, fiche famille, fiche usager, fiche individuelle,
    numero de suivi, numero de rendez vous, numero de reservation, numero de preinscription, preinscription, aide juridictionnelle, baj,
    numero portalis, portalis, numero d intervention, numero de signalement, numero de registre, numero de file, numero de place,
    numero d assistance, numero de convocation, numero de quittance, numero de reclamation, numero d identite interne
    """
)
_PLAIN = listed(
    """
    contrat, client, usager, foyer, beneficiaire, locataire, demande, mutuelle, adherent, adherente, police,
    sinistre, badge, agent, lecteur, lectrice, abonne, abonnee, abonnement, licence, licencie, licenciee,
    procedure, pv, proces verbal, plainte, parquet, amende, contravention, rg, role general, concession, bail,
    compteur, inscription, ref, reference, references, nos ref, vos ref, n ref, v ref, n/ref, v/ref, n/refs, v/refs, n° am, am, affaire, carte,
    carte jeune, carte senior, carte famille, carte de transport, carte professionnelle, carte de peche, assure,
    agrement, pension, retraite, carsat, urssaf, quittance, recommande, titre de recette, identifiant, patient,
    patiente, eleve, etudiant, etudiante, candidat, candidature, convention, finess, ordre, toque, tutelle,
    mandat de protection, carte vitale, famille, signalement, reclamation, requete, courrier, suivi, recours,
    logement, permis, enfant, num, numero, prestation, aide, attestation, notification, decision, titre, cotisant,
    employeur, consultation, hospitalisation, sejour, vignette, macaron, autorisation, emplacement, fiche, situation, intervention,
    reservation, rendez vous, rdv, registre, solis, iodas, implicit, cristal, genesis, cassiopee, rapport, mesure, ordre de paiement, apl
    """
)
_REGISTER = listed(
    """
    acte de naissance, acte de mariage, acte de deces, acte de reconnaissance, acte d etat civil, acte numero,
    numero d acte, acte n, livret de famille, acte naissance, acte de notoriete, concession, concession funeraire,
    acte
    """
)

_HOLDER = (
    "usager",
    "usagere",
    "beneficiaire",
    "locataire",
    "client",
    "adherent",
    "foyer",
    "famille",
    "patient",
    "enfant",
    "eleve",
    "demandeur",
    "agent",
)
"""Whose number may follow without any sign: "usager 20417"."""
_PUBLIC = words(
    r"delib\w*|marches?|lots?|arretes?|decrets?|lois?|articles?|art|cerfa|normes?|iso|factures?|devis|bons?|budgets?|appel d'offres|convocation|conseil|accord-cadre|circulaire|directive|reglement|mapa"
    r"|imputation|chapitre|journal officiel|ordonnance|facturation|engagement|commande|mandat|page|feuille|annexe|figure|tableau|salle|bureau|porte(?! l)|version"
)
_DATE = re.compile(
    r"[0-3]?\d[/. -][01]?\d[/. -](?:\d{2}|\d{4})|(?:19|20)\d{2}|\d{1,2} ?h ?\d{0,2}|(?:19|20)\d{2}[/-][01]\d[/-][0-3]\d|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d"
)
_UNIT = re.compile(
    r" ?(?:€|eur|euros?|%|ans?\b|mois|jours?|heures?|h\b|personnes?|m2|m²|km|kg|pieces?|pages?|enfants?|agents?|dossiers?|demandes?|janv|fevr|mars\b|avril|mai\b|juin|juil|aout|sept|octo|nove|dece)"
)


_FREE_CALL = re.compile(r"0 ?8\d\d(?: ?\d){6}")
"""A line that everybody may call: 0 800 06 66 66."""


_SHORT_CALL = re.compile(
    r"3(?:0 ?(?:18|20)|1 ?(?:14|17|33)|2 ?30|6 ?(?:24|31|37|46|77)|9 ?(?:19|28|39|49|57|60|75|77|93|95))|11[2459]|116 ?(?:000|006|111|117)|19[167]"
)
"""Numbers that everybody may dial: 39 49, 3919, 115 (ARCEP's numbering plan, services of the State, health and social bodies)."""
_FILED = re.compile(r"(?:dossier|matricule|badge|allocataire|agent|usager)[ :n°]{0,5}$")


def _is_short_call(candidate: Candidate) -> bool:
    """A short number of a service, when nothing right before it says that it numbers a file."""
    return bool(_SHORT_CALL.fullmatch(candidate.value)) and not _FILED.search(candidate.before(16))


def is_ordinary(candidate: Candidate) -> bool:
    """Tell whether a number is a date, a year, an amount, a line for everybody, or of an official paper."""
    said = re.sub(r"^[a-z]{1,6} ", "", candidate.reading.bare[candidate.start : candidate.end])
    if _DATE.fullmatch(said.replace("o", "0")) or _UNIT.match(candidate.after(12)):
        return True
    if _FREE_CALL.fullmatch(said):
        return True
    gap = candidate.before(30)
    if re.search(r"(?:du|le|au|en|depuis|avant|apres|des) ?$", gap) and re.fullmatch(r"\d{1,2}|(?:19|20)\d\d", said):
        return True
    return bool(_PUBLIC.search(re.split(r"[.;\n{}]", gap)[-1]))


def _after_word(candidate: Candidate) -> Candidate:
    """A word in lower case before the number is of the sentence unless "n°" stands before; in capitals of the reference."""
    if leading := _OF_REFERENCE.search(candidate.reading.text, max(0, candidate.start - 6), candidate.start):
        return Candidate(candidate.reading, leading.start(), candidate.end)
    word = re.match(r"[A-Za-zÀ-ÿ]{1,6} ", candidate.value)
    if word is None or word[0].strip().isupper():
        return candidate
    if len(word[0]) < 5 and _SIGN.search(candidate.before(8)) and word[0].strip().lower() not in _SENTENCE:
        return candidate
    return Candidate(candidate.reading, candidate.start + word.end(), candidate.end)


_OF_REFERENCE = re.compile(r"(?<![A-Za-z])(?:RG|PV|BAJ|AJ|CRIP) $")
"""Capitals that are said with the number: "RG 19/02217"."""
_SIGN = re.compile(r"(?:n[°o]\.?|numero|ref|reference) ?:? ?$")
_SENTENCE = frozenset(
    "a au aux de des du d en est et il je l la le les mon on ou par pas pour son sur te tu un une vu".split()
)


def _at_least(count: int) -> Check:
    def check(candidate: Candidate) -> str | None:
        enough = len(candidate.digits) >= count
        return "CASE_NUMBER" if enough and not is_ordinary(candidate) and not _is_short_call(candidate) else None

    return check


def _signed(candidate: Candidate) -> str | None:
    """After a plain cue a number written in thousands is an amount."""
    thousands = re.fullmatch(r"\d{1,3}(?: \d{3}){1,2}", candidate.value) and not _SIGN.search(candidate.before(8))
    lettered = re.match(r"[A-Za-z]{1,6}[-/]\d", candidate.value)
    return None if thousands else _at_least(3 if lettered else 4)(candidate)


def _coded(candidate: Candidate) -> str | None:
    """Five figures, or three behind the capitals of a house: "contrat SAAD-7719"."""
    of_house = re.fullmatch(r"[A-Z]{1,6}[-/]\d{3,8}(?:[-/]\d{1,6})?", candidate.value)
    return _at_least(3 if of_house else 5)(candidate)


def _register(candidate: Candidate) -> str | None:
    return None if is_ordinary(candidate) else "CASE_NUMBER"


_OWNED = words(
    r"proprietaires?|appartenant|indivision|coproprietaires?|heritiers?|succession|m\.|mme|madame|monsieur|consorts|epoux|usufruit\w*|nu-proprietaire|vendeurs?|acquereurs?|petitionnaire|demandeur"
)
_PARCEL = re.compile(
    r"(?<![a-z])(?:parcelles?|cadastr\w+|section)(?: section| cadastrees?| cadastrale| numero| n°| sise| situee| sous| les| references?| :){0,4}[ :]{1,2}(?P<v>[a-z]{1,2} ?(?:n[°o] ?|numero )?\d{1,4}(?:(?:,| et|-| /) ?(?:[a-z]{1,2} ?)?\d{1,4}){0,4})(?![0-9a-z])"
)
_PARCEL_CODE = re.compile(r"(?<![a-z0-9])\d{5}0{0,3}\d{0,3}[a-z]{2}0?\d{3,4}(?![a-z0-9])")


def _parcel(candidate: Candidate) -> str | None:
    """A parcel names a person when its owner is told near."""
    return "CASE_NUMBER" if candidate.near(_OWNED, 160) else None


_LONG = re.compile(
    r"(?<![\w.,])(?<!\d )0\d{2} ?\d(?:[ .]?\d){14}(?![\w])(?! \d)|(?<![\w.,])(?<!\d )\d{2,6}(?:[ .]?\d){15,26}(?!\w)(?! \d)"
)
_NUMBERED = re.compile(rf"(?<![a-z0-9])(?:n[°o]\.? ?|numero )(?P<v>(?=[a-z0-9/._ \-]{{0,24}}\d){_VALUE})")


def _long(candidate: Candidate) -> str | None:
    """Sixteen digits or more name a file, unless they are an amount, a table of figures or a card."""
    groups = candidate.value.split(" ")
    figures = len(groups) > 2 and all(len(g) <= 3 for g in groups) and len({len(g) for g in groups[1:]}) == 1
    return None if figures or len(set(candidate.digits)) < 4 else "CASE_NUMBER"


def _unnamed(candidate: Candidate) -> str | None:
    """After a bare "n°" a long number, or a long reference of letters and digits, is somebody's."""
    mixed = re.search(r"[a-z]", candidate.reading.bare[candidate.start : candidate.end]) is not None
    return "CASE_NUMBER" if len(candidate.digits) >= (6 if mixed else 7) and not is_ordinary(candidate) else None


_PERMIT = re.compile(
    r"(?<![a-z0-9])(?:pc|dp|pa|pd|cu|cua|cub|at|dia) ?0?\d{2,3} ?\d{3} ?\d{2} ?[a-z]?\d{4,5}(?! ?\d{3})(?![0-9])"
)
_IN_PATH = re.compile(
    r"/(?:dossiers?|allocataires?|usagers?|patients?)/(?P<v>(?=[a-z0-9-]{0,12}\d)[a-z0-9]{1,12}(?:-[a-z0-9]{1,12}){0,3})(?![\w.])"
)
_JSON_ID = re.compile(r"\"(?:id|ref|reference|num|numero|code_?usager)\" ?: ?\"(?P<v>[a-z]{1,6}-\d[\d-]{3,20})\"")
"""The key of a record of somebody: "id": "RDV-20251127-044"."""
_NUR = re.compile(r"(?<![\w.,])\d{3} ?\d{2} ?\d{2} ?\d{6} ?(?=[a-z0-9]{0,4}\d)[a-z0-9]{5}(?!\w)")
"""Numéro unique de demande de logement social (CCH R441-2-3): department, year, month, rank, five signs."""
_REGISTERED = re.compile(r"(?<![a-z0-9])[12][a-z] ?\d{3} ?\d{3} ?\d{4} ?\d(?![0-9])")
"""A registered letter of La Poste: it names who receives it."""
_PCE = re.compile(r"(?<![a-z0-9])gi ?\d{6}(?![0-9])")


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (
        Shape("CASE_NUMBER", _PERMIT, score=0.8),
        Shape("CASE_NUMBER", _LONG, _long, score=0.6),
        Shape("CASE_NUMBER", _NUMBERED, _unnamed, narrow=_after_word, score=0.6),
        Shape("CASE_NUMBER", _IN_PATH, _at_least(4), hints=("dossier", "allocataire", "usager", "patient"), score=0.6),
        Shape("CASE_NUMBER", _JSON_ID, hints=('": "', '":"'), score=0.6),
        Shape("CASE_NUMBER", _NUR, score=0.8),
        Shape("CASE_NUMBER", _REGISTERED, score=0.7),
        Shape("CASE_NUMBER", _PCE, hints=("gi",), score=0.7),
        Shape("CASE_NUMBER", _PARCEL, _parcel, hints=("parcelle", "cadastr", "section"), score=0.7),
        Shape("CASE_NUMBER", _PARCEL_CODE, _parcel, score=0.7),
    )
    long_number = rf"(?:(?=[a-z0-9/\-]{{0,12}}\d{{4}})[a-z0-9]{{2,20}}(?:[/\-][a-z0-9]{{1,12}}){{0,4}}|\d{{2,6}}(?: \d{{2,6}}){{1,5}}){_STOP}"
    cued = (
        Cued("CASE_NUMBER", _STRONG, _VALUE, gap=_NEAR, narrow=_after_word, check=_at_least(3)),
        Cued(
            "CASE_NUMBER",
            _STRONG,
            long_number,
            gap=_FAR,
            narrow=_after_word,
            check=_at_least(6),
            in_tables=False,
            score=0.7,
        ),
        Cued("CASE_NUMBER", ("ine", "ine rnie"), _INE, gap=_FAR),
        Cued("CASE_NUMBER", _PLAIN, _VALUE, gap=_SIGNED, narrow=_after_word, check=_signed, score=0.7),
        Cued("CASE_NUMBER", ("num", "numero"), _VALUE, gap=_NEAR, narrow=_after_word, check=_at_least(6), score=0.6),
        Cued("CASE_NUMBER", _HOLDER, rf"\d{{5,9}}{_STOP}", gap=" ", check=_at_least(5), in_tables=False, score=0.6),
        Cued("CASE_NUMBER", ("mat.", "matr.", "matric."), _VALUE, gap=_NEAR, narrow=_after_word, check=_at_least(3)),
        Cued(
            "CASE_NUMBER",
            _PLAIN,
            rf"(?=[a-z0-9/._\-]*[a-z/\-]){_REFERENCE}",
            gap=_NEAR,
            narrow=_after_word,
            check=_coded,
            score=0.6,
        ),
        Cued(
            "CASE_NUMBER",
            _REGISTER,
            rf"\d{{1,6}}(?: ?[/-] ?\d{{2,4}})?{_STOP}",
            gap=r"[^\n;:.]{0,40}?(?:n[°o] ?|numero |: ?)",
            check=_register,
            score=0.7,
        ),
    )
    return [Family("cases", language, shapes, cued)]
