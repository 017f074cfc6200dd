from __future__ import annotations

import pytest

from gateway.detect.tables import cells

TABLES = {
    "csv": "nom;tél\nROSE;0612\nPETIT;0613",
    "markdown": "| nom | tél |\n|---|---|\n| ROSE | 0612 |\n| PETIT | 0613 |",
    "tabs": "nom\ttél\nROSE\t0612\nPETIT\t0613",
    "aligned": "nom       tél     remarque\nROSE      0612    rien\nPETIT     0613    rien",
    "sql": "INSERT INTO usagers (nom, tél) VALUES ('ROSE', '0612'), ('PETIT', '0613');",
    "commas": 'nom,tél,ville,note\n"ROSE","0612",Sète,\nPETIT,0613,Sète,',
}


@pytest.mark.parametrize("form", TABLES)
def test_cells_know_their_heading(form: str) -> None:
    """A cell of a table is known by its heading, whatever draws the columns."""
    text = TABLES[form]
    told = {(cell.heading, text[cell.start : cell.end]) for cell in cells(text)}
    assert {("nom", "ROSE"), ("tél", "0612"), ("nom", "PETIT"), ("tél", "0613")} <= told


def test_a_mark_inside_quotes_ends_no_cell() -> None:
    """A comma between double quotes belongs to its cell, so the columns after it keep their headings."""
    text = 'dossier,nom,naissance,tél\n12,"Escobar, Luz Marina",1977-03-28,0612'
    assert ("naissance", "1977-03-28") in {(cell.heading, text[cell.start : cell.end]) for cell in cells(text)}


@pytest.mark.parametrize("text", ["Bonjour ; merci ; à demain", "une phrase, avec, des virgules, et rien", "a | b", ""])
def test_prose_is_no_table(text: str) -> None:
    """A line with marks is no table without rows beneath it."""
    assert cells(text) == []
