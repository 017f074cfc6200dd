"""Invented texts of the kind that agents send: administrative prose with a few persons in it, never the same twice."""

from __future__ import annotations

import random

FIRST = (
    "Lucie Karim Aïcha Mehdi Rosa Paolo Inès Bruno Fatou Thanh Maria Joël Nadège Élodie Sébastien Yvette Malik Chloé "
    "Ousmane Béatrice Gérard Solène Tomás Irène Raphaël Khadija Lionel Agathe"
).split()
LAST = (
    "Vaillant Benali Fabrègues Lubrano Costa Nguyen Diallo Roca Puech Santos Mahamoud Castan Peytavin Barthas Vernet "
    "Bonnafous Delmas Ferreira Haddad Azéma Rouquette Traoré Escande Molinier Carrère Sabatier Olive Galtier Vidal"
).split()
PROSE = (
    "Le service de l'état civil reçoit le public du lundi au vendredi, de huit heures trente à midi.",
    "La délibération du conseil fixe le tarif de la cantine pour l'année scolaire à venir.",
    "Merci de rédiger une réponse claire et courtoise, en une dizaine de lignes.",
    "Le dossier sera examiné par la commission avant la fin du mois prochain.",
    "Les travaux de voirie commenceront après l'accord du bureau d'études.",
    "Une copie de la convention est jointe, avec le plan de situation et le devis.",
    "Il faudra rappeler les pièces à fournir et le délai de traitement.",
    "La subvention demandée couvre la moitié des frais d'impression du programme.",
    "Le marché comprend trois lots, dont un réservé à l'entretien des espaces verts.",
    "Vous trouverez ci-dessous le compte rendu de la réunion de mardi.",
    "Le stationnement reste gratuit sur la place du marché pendant les fêtes.",
    "Les horaires de la médiathèque changent à partir de la rentrée.",
)


def text(size: int, rng: random.Random) -> str:
    """Return ``size`` characters with a person every 300 or so; no word is cut, what is left over are full stops."""
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        first, last = rng.choice(FIRST), rng.choice(LAST)
        title = rng.choice(("Madame", "Monsieur"))
        number = " ".join(f"{rng.randrange(100):02}" for _ in range(3))
        parts += (
            f"{rng.choice(PROSE)} {title} {first} {last} a appelé du 06 39 {number}. ",
            f"{rng.choice(PROSE)} Référence interne {rng.randrange(10_000)}. ",
        )
    return "".join(parts)[:size].rpartition(" ")[0].ljust(size, ".")


def conversation(turns: int, size: int, rng: random.Random) -> list[list[dict[str, str]]]:
    """Return what a client sends at each turn: all that was said before, and a new message of ``size`` characters."""
    said: list[dict[str, str]] = []
    sent = []
    for _ in range(turns):
        said.append({"role": "user", "content": text(size, rng)})
        sent.append(list(said))
        said.append({"role": "assistant", "content": "Bien reçu, voici un projet de réponse."})
    return sent
