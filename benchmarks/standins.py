"""Which form of a stand-in comes through what programs do to text? Run: python benchmarks/standins.py

A model's answer is Markdown, HTML, JSON, YAML, a table, a template, a command. Each candidate form is put through the
real libraries that read and write these, in the positions where prose puts a name, and looked for in what comes out:

exact      the form, character for character
tolerant   the form, once escapes are undone and case and spaces are forgiven
bare       only the word and its number: the delimiters are gone
lost       not even those, or the reader refused the text

A form is also read back with other text right against it, and in plain French: `misread` counts how often it would then
be taken for another person's stand-in, or plain words for a stand-in.
What a language model itself does to a form is not measured here: that needs the models.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import unicodedata
import urllib.parse
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.header import Header, decode_header, make_header
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import yaml
from markdown_it import MarkdownIt
from rich.console import Console
from rich.table import Table

from gateway.domain import Kind
from gateway.pseudonym import Restorer, StandIns
from gateway.pseudonym.restore import grammar

RESULTS = Path(__file__).parent / "results"
OUTCOMES = ("exact", "tolerant", "bare", "lost")
CHOSEN = "[PERSONNE_F1]"
FORMS = (
    "[PERSONNE_1]",
    CHOSEN,
    "<PERSONNE_1>",
    "«PERSONNE_1»",
    "{{PERSONNE_1}}",
    "[[PERSONNE_1]]",
    "PERSONNE_1",
    "⟦PERSONNE_1⟧",
    "@PERSONNE_1@",
    "PERSONNE-1",
)

Channel = Callable[[str], str]

POSITIONS: Mapping[str, str] = {
    "alone": "{}",
    "in a sentence": "Je réponds à {}, qui demande une place.",
    "bold": "Dossier de **{}** à revoir.",
    "emphasis with underscores": "Dossier de _{}_ à revoir.",
    "link text": "Voir [le dossier de {}](https://exemple.example/d).",
    "table cell": "| Nom | Ville |\n|---|---|\n| {} | Lyon |",
    "list item": "- {} : absente\n- autre",
    "heading": "# Courrier à {}",
    "before a parenthesis": "{}(Lyon) est venue.",
    "line start, colon": "{}: Lyon",
    "line start, French colon": "{} : Lyon",
    "after a word": "de{} et",
    "after an apostrophe": "l'avis d'{} est favorable",
    "quote": "> {} a écrit",
    "two together": "{}{}",
}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def seen(page: str) -> str:
    """Return the text of an HTML page as a reader sees it."""
    reader = _Text()
    reader.feed(page)
    reader.close()
    return "".join(reader.parts)


def _markdown(position: str, **options: bool) -> Channel:
    renderer = MarkdownIt("commonmark", {"typographer": False, **options}).enable("table")
    if options.get("typographer"):
        renderer.enable(["replacements", "smartquotes"])
    return lambda form: seen(renderer.render(position.replace("{}", form)))


def _csv(form: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow([form, "Lyon"])
    return next(csv.reader(io.StringIO(out.getvalue()), delimiter=";"))[0]


def _xml_written(form: str) -> str:
    element = ET.Element("nom")
    element.text = form
    return ET.fromstring(ET.tostring(element, encoding="unicode")).text or ""


def _yaml_scalar(form: str) -> str:
    value = yaml.safe_load(f"nom: {form}\n")["nom"]
    if not isinstance(value, str):
        raise TypeError
    return value


def _yaml_item(form: str) -> str:
    value = yaml.safe_load(f"- {form}\n")[0]
    if not isinstance(value, str):
        raise TypeError
    return value


def _shell(command: str) -> Channel:
    bash = shutil.which("bash") or "bash"
    return lambda form: (
        subprocess.run(
            [bash, "-c", command.replace("{}", form)], capture_output=True, text=True, check=True, cwd="/"
        ).stdout
    )


def _sqlite(form: str) -> str:
    with_quotes = form.replace("'", "''")
    connection = sqlite3.connect(":memory:")
    try:
        return str(connection.execute(f"SELECT 'Mme {with_quotes}'").fetchone()[0])
    finally:
        connection.close()


def _guillemets(form: str) -> str:
    # what word processors set to French do as one types
    spaced = re.sub(r"«\s*", "«\u00a0", f"Mme {form} ; lundi")
    return re.sub(r"\s*([»;:!?])", "\u00a0\\1", spaced)


CHANNELS: Mapping[str, Channel] = {
    **{f"Markdown to page, {name}": _markdown(position) for name, position in POSITIONS.items()},
    "Markdown to page, typographer": _markdown(POSITIONS["in a sentence"], typographer=True),
    "Markdown to page, raw HTML allowed": _markdown(POSITIONS["in a sentence"], html=True),
    "HTML, written raw and read": lambda form: seen(f"<p>Mme {form} est venue.</p>"),
    "HTML, escaped": lambda form: html.escape(form),
    "HTML, escaped and read": lambda form: html.unescape(html.escape(form)),
    "HTML attribute": lambda form: re.findall('title="([^"]*)"', f'<p title="{html.escape(form)}">')[0],
    "JSON, ASCII": lambda form: json.dumps({"nom": form}),
    "JSON, ASCII, read": lambda form: str(json.loads(json.dumps({"nom": form}))["nom"]),
    "JSON inside JSON": lambda form: json.dumps(json.dumps({"nom": form}, ensure_ascii=False), ensure_ascii=False),
    "XML, written raw and read": lambda form: ET.fromstring(f"<nom>{form}</nom>").text or "",
    "XML, escaped and read": _xml_written,
    "CSV with semicolons": _csv,
    "YAML, unquoted value": _yaml_scalar,
    "YAML, unquoted list item": _yaml_item,
    "YAML, dumped and read": lambda form: str(yaml.safe_load(yaml.safe_dump({"nom": form}))["nom"]),
    "YAML, dumped": lambda form: yaml.safe_dump({"nom": form}),
    "Jinja2 template": lambda form: jinja2.Environment().from_string(f"Bonjour {form},").render(),
    "Python str.format": lambda form: f"Bonjour {form},".format(),
    "Python % format": lambda form: f"Bonjour {form}, %s" % "merci",
    "bash, unquoted": _shell("printf '%s ' Mme {} merci"),
    "bash, double quotes": _shell('printf %s "Mme {}"'),
    "bash, single quotes": _shell("printf %s 'Mme {}'"),
    "SQL string": _sqlite,
    "upper case": str.upper,
    "lower case": str.lower,
    "title case": str.title,
    "capitalised": str.capitalize,
    "French typography": _guillemets,
    "URL query": lambda form: urllib.parse.urlencode({"q": form}),
    "URL path, read": lambda form: urllib.parse.unquote(urllib.parse.quote(form)),
    "mail header": lambda form: str(make_header(decode_header(Header(form, "utf-8").encode()))),
    "Windows-1252 file": lambda form: form.encode("cp1252", "replace").decode("cp1252"),
    "ASCII only": lambda form: unicodedata.normalize("NFKD", form).encode("ascii", "ignore").decode(),
    "Unicode NFKC": lambda form: unicodedata.normalize("NFKC", form),
    "wrapped at 40 columns": lambda form: textwrap.fill(f"Nous avons bien reçu la demande de {form} ce jour.", 40),
    "wrapped at 44 columns": lambda form: textwrap.fill(f"Nous avons bien reçu la demande de {form} ce jour.", 44),
}


def forgiving(text: str) -> str:
    """Return a text without escapes, case and spaces."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    text = html.unescape(urllib.parse.unquote(text))
    return re.sub(r"[\s\u00a0\u202f\\]", "", text).casefold()


def outcome(form: str, channel: Channel) -> tuple[str, str]:
    """Return how a form came through, and the text that came out."""
    try:
        out = channel(form)
    except Exception as error:  # a reader that refuses the form is a result here
        return "lost", type(error).__name__
    core = re.sub(r"[^\w-]", "", form).casefold()
    if form in out:
        return "exact", out
    if forgiving(form) in forgiving(out):
        return "tolerant", out
    return ("bare" if core in forgiving(out) else "lost"), out


NEIGHBOURS = ("{}0", "{}2026", "{}b", "{}s", "{}e", "{}{}", "{}_2")
PLAIN = (
    "Comptez par personne 1 repas et 2 goûters.",
    "Personne 1 jour sur deux au guichet.",
    "Une personne-1 dossier, deux personnes-2 dossiers.",
    "Nombre de PERSONNE 1 à déclarer.",
)


def misread(form: str) -> int:
    """Return in how many of NEIGHBOURS and PLAIN a tolerant reader sees a stand-in that nobody wrote."""
    opening, core, closing = re.fullmatch(r"(\W*)(\w+[_-]\w+)(\W*)", form).groups()  # type: ignore[union-attr]
    # as our restorer reads: any case, a space or hyphen for the underscore, a letter for another writing
    reader = re.compile(
        rf"{re.escape(opening)}personne[_ \u00a0-](F?\d+)([b-z]{{0,2}}){re.escape(closing)}", re.IGNORECASE
    )
    wanted = {(core[9:].upper(), "")}
    wrong = 0
    for text in (*(n.replace("{}", form) for n in NEIGHBOURS), *PLAIN):
        read = {(number.upper(), letter.lower()) for number, letter in reader.findall(text)}
        wrong += bool(read - (wanted if form in text else set()))
    return wrong


def unrestored() -> list[str]:
    """Return the channels whose output the gateway's own restorer does not turn back into the name (chosen form)."""
    kinds = {"PERSON": Kind("PERSON", "identite", "nom de personne", "PERSONNE")}
    name, failed = "Zoé Bertin", []
    for title, channel in CHANNELS.items():
        standins = StandIns(kinds)
        assert standins.mint("PERSON", name, gender="F") == CHOSEN
        restorer = Restorer(standins.values(), grammar(["PERSONNE"]))
        _, out = outcome(CHOSEN, channel)
        if name not in restorer.feed(out) + restorer.flush():
            failed.append(title)
    return failed


def measure() -> dict[str, dict[str, str]]:
    """Return the outcome of every channel, by form."""
    return {form: {name: outcome(form, channel)[0] for name, channel in CHANNELS.items()} for form in FORMS}


def _rows(found: Mapping[str, Mapping[str, str]]) -> list[tuple[str, list[int], str]]:
    rows = []
    for form, by_channel in found.items():
        counts = Counter(by_channel.values())
        lost = ", ".join(name for name, how in by_channel.items() if how == "lost")
        rows.append((form, [*(counts[how] for how in OUTCOMES), misread(form)], lost))
    return sorted(rows, key=lambda row: [row[1][3] + row[1][4], -row[1][0]])


def _markdown_table(rows: list[tuple[str, list[int], str]], facts: Mapping[str, object]) -> str:
    lines = [
        "# Stand-in forms through real readers and writers",
        "",
        f"`python benchmarks/standins.py`, {facts['date']}, {facts['machine']}, {facts['channels']} channels.",
        f"Misread: of {len(NEIGHBOURS) + len(PLAIN)} texts. The gateway's restorer did not give the name back "
        f"for `{CHOSEN}` in: {facts['unrestored']}.",
        "",
        "| form | exact | tolerant | bare | lost | misread | lost in |",
        "|---|---:|---:|---:|---:|---:|---|",
        *(f"| `{form}` | {' | '.join(map(str, counts))} | {lost or '-'} |" for form, counts, lost in rows),
    ]
    return "\n".join(lines) + "\n"


def _show(rows: list[tuple[str, list[int], str]], facts: Mapping[str, object]) -> None:
    table = Table(title=f"{facts['channels']} channels")
    for column in ("form", *OUTCOMES, "misread", "lost in"):
        table.add_column(column, justify="left" if column in ("form", "lost in") else "right")
    for form, counts, lost in rows:
        table.add_row(form.replace("[", r"\["), *map(str, counts), lost)
    Console().print(table)
    Console().print("not restored by the gateway:", facts["unrestored"], markup=False)


def main() -> int:
    found = measure()
    facts = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        "channels": len(CHANNELS),
        "unrestored": ", ".join(unrestored()),
    }
    rows = _rows(found)
    _show(rows, facts)
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({**facts, "outcomes": found}, ensure_ascii=False, indent=1)
    (RESULTS / "standins.json").write_text(text + "\n", encoding="utf-8")
    (RESULTS / "standins.md").write_text(_markdown_table(rows, facts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
