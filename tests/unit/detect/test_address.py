from __future__ import annotations

import pytest

from gateway.detect.recognizers import address
from tests.support.spotting import marked, spot

FOUND = [
    "habite [[12, rue du 8-Mai-1945, 1er ét. dr., 34110 FRONTIGNAN]]",
    "[[l2 rue du General Leclerc 34OOO MONTPELLIER]]",
    "[[1O bis avenue de la Gare 11OOO NARBONNE]]",
    "[[deux cent douze rue des acacias à béziers]]",
    "[[Péniche L'Oiseau, 3 chemin de halage\n31000 Toulouse]]",
    "[[7 sente des Pruniers, 76600 Le Havre]]",
    "[[Domaine de la Tour, route départementale 5, 34140 Mèze]]",
    "[[ponton C, place 4, quai Baudin, 34540 Balaruc]]",
    "mr roux au [[17 cours gambetta]]. il appelle",
    "[[3 place de la republique]]",
    "j'habite au [[numéro trente de la rue des Tilleuls]]",
    "elle habite au [[14 de la rue Basse]]",
    "[[5, 1MPASSE DES O1SEAUX\n342OO SÈTE]]",
    "[[2e étage de l'ancien presbytère, 4 rue Haute, 34190 Ganges]]",
    "la famille ([[LES CIGALES, BAT. 2, PORTE 14]])",
    "[[9 hent Aber\n29000 Quimper]]",
    "interprète, micro-entreprise\n[[4 rue du Four, 12000 Rodez]]",
    "[[Impasse du Château d'Eau, hameau de Brescou]], sourd",
    "[[Villa Les Mouettes, corniche de Neuburg]], tél fixe",
    "Bonnafous, [[Le Ponant 2, 6e étage, avenue du Maréchal Juin]]",
    "M. Pioch – [[BP 14, Mas Coulet, route de Cayenne, Sète]]",
    "ADRESSE : [[Le Thonnier, appt 42, 17 bd Joliot Curie, 34200 Sète]]",
    "<voie>[[traverse des Moulins]]</voie>",
    "locataire, [[tour Gambetta, 11ème]], accumule",
    "vit seule [[rue Pascal 3 à Sète]] et refuse",
    "[[quai de la Consigne 14, 34200 Sète]]",
    "l'accueil est fermé. Il sera au [[34 r. Mario Roustan]] demain",
    "demòra [[carrièra dels Peissonièrs 5 a Seta]].",
    "[[2 rue du Moulin-à-Vent]]",
    "[[2 rue du Moulin à Vent, 34200 Sète]]",
    "[[1S,  RUE  DE  LA  PEYRADE   342OO  SETE]]",
    "ascenseur [[vingt-deux quai de bosc]] point elle",
    "habite [[12 bis, quai de la Résistance, 34200 Sète]]",
    "[[12 rue des Lilas]]",
    "[[12, rue des Lilas, 34110 Frontignan]]",
    "[[12 RUE DES LILAS 34200 SETE]]",
    "j'habite [[12 rue des lilas]] et je suis seule",
    "demeurant [[8 ter avenue Victor-Hugo - 34200 SÈTE]]",
    "[[3 av. du Maréchal-Juin, 34140 Mèze]]",
    "[[45 bd Camille Blanc, bât. C, appt 12, 34200 Sète]]",
    "[[Résidence Les Goélands, bât. C, appt 12]]",
    "[[Appt 12, Bât. B, 14 rue Paul Valéry, 34200 Sète]]",
    "[[14 rue Paul Valéry\nBâtiment B - 3e étage\n34200 Sète]]",
    "Adresse : [[Mas des Oliviers, 34340 Marseillan]]",
    "domiciliée [[quai de la Résistance]] depuis 2012",
    "[[2 impasse du 8 mai 1945]]",
    "[[17 chemin de l'Aiguille, 34110 La Peyrade]]",
    "au [[24 Grand-Rue Haute, 34200 Sète]]",
    "[[12 place de la République, 34140 Bouzigues]]",
    "elle vit [[rue Haute]]",
    '"adresse": "[[12 rue des Lilas, 34200 Sète]]"',
    "nom;adresse\nX;[[Lotissement les Pins n 4]]",
    "résidant [[lieu-dit La Croix, 34560 Poussan]]",
    "[[12 r des lilas 34200 sete]]",
    "[[5 allée des Tamaris, Sète]]",
    "[[5 allée des Tamaris à Balaruc-les-Bains]]",
    "[[1 HLM Île de Thau, 34200 Sète]]",
    "lives at [[12 Baker Street, London NW1 6XE]]",
    "[[23 rue de la Savonnerie, 3e étage gauche, 34200 Sète Cedex]]",
    "[[rue des Pêcheurs, 34200 Sète]]",
    "[[4 A rue du Général de Gaulle]]",
    "[[12-14 rue Alsace-Lorraine, 34200 Sète]]",
]
QUIET = [
    "cent places de parking",
    "12 cours de danse",
    "il y a 3 places disponibles",
    "gendarmerie, 2 rue du Lavoir, 34190 Ganges",
    "l'accident sur la route départementale 613",
    "le bateau Le Grand Bleu est à quai",
    "place 12 de la salle Brassens",
    "la ferme des Mimosas vend des oeufs",
    "Travaux rue Pierre Semard et avenue Victor Hugo, lot 3",
    "déviation par le hameau de Brescou et la route de Cayenne",
    "Adresse mail perso : ci-dessous",
    "hébergée chez sa sœur. Ajourné.",
    "travaux quai Général-Durand du 3 au 12 mars",
    "la ville de Sète et Frontignan",
    "34200 Sète",
    "12 places de parking",
    "12 place de parking",
    "2 cours de yoga par semaine",
    "réunion à la médiathèque Mitterrand",
    "Mairie de Sète, 20 bis rue Paul-Valéry, 34200 Sète",
    "CCAS, 3 rue du 11 novembre 1918",
    "il vit à la rue depuis 3 mois",
    "3 parcs et 2 jardins",
    "le service des routes",
    "les 4 avenues principales",
    "le pont de la Savonnerie est ouvert",
]


@pytest.mark.parametrize("written", FOUND)
def test_address_is_found(written: str) -> None:
    """The address of a person is found whole, with complements and city, over lines, in capitals or without any."""
    text, values = marked(written)
    assert spot(address.recognizers, text) == [("ADDRESS", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_address(text: str) -> None:
    """A commune, a public building, road works or a lesson are no one's address."""
    assert spot(address.recognizers, text) == []
