"""The DPO's reading of the register: in sum, line by line, by service; each reading of lines is itself recorded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import Response

from gateway.answers.charter import charter_sheet
from gateway.audit.report import as_csv, as_jsonl
from gateway.audit.search import Question, search
from gateway.audit.sums import Sums
from gateway.audit.tally import SMALL, Tally, by_day, by_service, total
from gateway.domain import Json
from gateway.errors import InvalidRequest
from gateway.web.pages.ask import Ask
from gateway.web.pages.charts import ranking, stacked
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import DECISIONS, PARIS, download, show

DAYS = 30
SHOWN = 50
ORDER = ("autorisee", "pseudonymisee", "reroutee", "bloquee", "refusee", "erreur")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}", re.ASCII)
FIELDS = ("service", "decision", "kind", "provider", "usage", "caller", "exchange")


@handles("GET", "/dpo")
def overview(house: House, ask: Ask) -> Response:
    """Show a month of the register in figures."""
    last = datetime.now(UTC).date()
    first = last - timedelta(days=DAYS - 1)
    with house.follower.reading() as tally:
        cells = tally.between(first, last)
        whole, days = total(cells.values()), by_day(cells)
        kinds, still = whole.kinds.most_common(10), _open(tally)
        reports = sorted(tally.reports.items(), key=lambda each: -each[1])[:10]
        records = tally.records
    labels = [(first + timedelta(days=number)) for number in range(DAYS)]
    by_label = {f"{each:%d/%m}": _row(days.get(each.isoformat(), Sums())) for each in labels}
    chart = stacked([DECISIONS[name] for name in ORDER], by_label)
    seen = ranking({_label(house, kind): count for kind, count in kinds})
    about = {"whole": whole, "chart": chart, "kinds": seen, "open": still, "records": records, "reports": reports}
    labels_of = {kind: house.kinds[kind].label for (kind, _), _ in reports if kind in house.kinds}
    return show(
        house, ask, "dpo.html", **about, days=DAYS, labels=labels_of, **_chain(house), ready=house.follower.ready
    )


@handles("GET", "/dpo/registre")
def register(house: House, ask: Ask) -> Response:
    """Show the youngest exchanges that are asked for."""
    question, problem = _question(ask)
    lines = list(search(house.settings.register_url, question, last=SHOWN + 1))[::-1]
    house.note("register_read", {"asked": _asked(question), "rows": min(len(lines), SHOWN)})
    older = ""
    if len(lines) > SHOWN:
        older = urlencode({**ask.query, "avant": str(lines[SHOWN - 1]["ts"])})
    about = {"lines": lines[:SHOWN], "older": older, "query": _given(ask), "problem": problem}
    lists = {"kinds": house.kinds, "decisions": ORDER, "providers": [p.name for p in house.policy().providers]}
    return show(house, ask, "registre.html", **about, **lists, export=urlencode(ask.query))


@handles("GET", "/dpo/registre/export")
def export(house: House, ask: Ask) -> Response:
    """Give all lines that are asked for, with the file's digest in its name and in the register."""
    question, problem = _question(ask)
    form = ask.query.get("format", "csv")
    if problem or form not in ("csv", "jsonl"):
        raise InvalidRequest(problem or "Format : csv ou jsonl.")
    lines = list(search(house.settings.register_url, question))
    content = "".join((as_csv if form == "csv" else as_jsonl)(lines)).encode()
    digest = hashlib.sha256(content).hexdigest()
    house.note("register_exported", {"asked": _asked(question), "rows": len(lines), "digest": digest})
    name = f"registre-{datetime.now(UTC):%Y%m%d-%H%M%S}-{digest[:12]}.{form}"
    media_type = "text/csv; charset=utf-8" if form == "csv" else "application/x-ndjson"
    filters = "; ".join(f"{key}={value}" for key, value in question.asked().items())
    return download(content, name, media_type, {"x-sha256": digest, "x-filtre": quote(filters, safe="=:;,/ ")})


@handles("GET", "/dpo/services")
def services(house: House, ask: Ask) -> Response:
    """Show each service in sum; the small ones are not shown by themselves."""
    last = datetime.now(UTC).date()
    with house.follower.reading() as tally:
        found = by_service(tally.between(last - timedelta(days=DAYS - 1), last))
        rows = [(name, sums, sums.kinds.most_common(3)) for name, sums in found.items()]
    rows.sort(key=lambda row: -row[1].exchanges)
    chart = stacked([DECISIONS[name] for name in ORDER], {name: _row(sums) for name, sums, _ in rows[:12]})
    return show(house, ask, "services.html", rows=rows, chart=chart, small=SMALL, days=DAYS, kinds=house.kinds)


@handles("GET", "/dpo/integrite")
def integrity(house: House, ask: Ask) -> Response:
    """Show the last verification, and the checkpoints to take home."""
    return show(house, ask, "integrite.html", checkpoints=house.integrity.checkpoints(), **_chain(house))


@handles("POST", "/dpo/integrite")
def verify(house: House, ask: Ask) -> Response:
    """Read the whole register again."""
    house.note("register_verified")
    house.integrity.start()
    house.integrity.wait(5.0)
    done = house.integrity.done
    if done is not None and not house.integrity.running and not done.report.whole:
        house.note("chaine_rompue", {"rows": done.report.records})
    return integrity(house, ask)


@handles("GET", "/dpo/integrite/points")
def checkpoint(house: House, ask: Ask) -> Response:
    """Give one file of signed checkpoints."""
    name = ask.query.get("nom", "")
    content = house.integrity.checkpoint(name)
    if content is None:
        raise InvalidRequest("Ce fichier de points de contrôle n'existe pas.")
    return download(content, name, "text/plain; charset=utf-8")


@handles("GET", "/dpo/usages")
def uses(house: House, ask: Ask) -> Response:
    """Show the declared uses beside the real traffic, and the census of what was really called."""
    policy, today = house.policy(), datetime.now(UTC).date()
    with house.follower.reading() as tally:
        whole = total(tally.between(today - timedelta(days=DAYS - 1), today).values())
    declared = dict(policy.uses or {})
    unknown = {name: count for name, count in whole.usages.items() if name and name not in declared}
    models = sorted(whole.models.items(), key=lambda each: -each[1])
    about = {"declared": declared, "unknown": unknown, "whole": whole, "models": models, "today": today, "days": DAYS}
    return show(house, ask, "registre_usages.html", **about, providers={p.name: p for p in policy.providers})


@handles("GET", "/dpo/charte")
def charter(house: House, ask: Ask) -> Response:
    """Show each engagement of the charter with what the gateway proves of it, and what it cannot."""
    today = datetime.now(UTC).date()
    with house.follower.reading() as tally:
        sheet = charter_sheet(house.policy(), tally.between(today - timedelta(days=DAYS - 1), today), {})
    return show(house, ask, "charte.html", sheet=sheet, days=DAYS, **_chain(house))


def _chain(house: House) -> dict[str, object]:
    return {"verified": house.integrity.done, "running": house.integrity.running}


def _open(tally: Tally) -> int:
    return sum(incident.state != "clos" for incident in tally.incidents.found.values())


def _row(sums: Sums) -> tuple[int, ...]:
    return tuple(sums.decisions[name] for name in ORDER)


def _label(house: House, kind: str) -> str:
    return house.kinds[kind].label if kind in house.kinds else kind


def _given(ask: Ask) -> Mapping[str, str]:
    return {name: ask.query.get(name, "") for name in (*FIELDS, "du", "au", "avant")}


def _question(ask: Ask) -> tuple[Question, str]:
    """Return what the form asks for, days in Paris and both included, and what of it could not be read."""
    now = datetime.now(UTC)
    question = Question(now - timedelta(days=DAYS))
    given: dict[str, Any] = {name: text for name in FIELDS if (text := ask.query.get(name, "").strip()[:128])}
    try:
        since, until = (_day(ask.query.get(name, "")) for name in ("du", "au"))
        before = ask.query.get("avant", "")
        last = datetime.fromisoformat(before) if before else until + timedelta(days=1) if until else None
        if last is not None and last.tzinfo is None:
            raise ValueError
    except ValueError:
        return replace(question, **given), "Une date s'écrit JJ/MM/AAAA : elle n'a pas été prise en compte."
    return replace(question, since=since or question.since, until=last, **given), ""


def _day(text: str) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    form = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    return datetime.combine(datetime.strptime(text, form).date(), time(), PARIS)


def _asked(question: Question) -> dict[str, Json]:
    """Return the filter as the register may hold it; what is not a code is only told to have been asked."""
    return {name: value if _is_code(value) else "autre" for name, value in question.asked().items()}


def _is_code(value: str) -> bool:
    return _CODE.fullmatch(value) is not None
