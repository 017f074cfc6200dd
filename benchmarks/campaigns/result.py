"""How a campaign tells its result: JSON for machines, a table for readers, both with date and machine."""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results"


def publish(
    name: str, title: str, command: str, told: dict[str, Any], rows: Iterable[tuple[str, object]], *, write: bool = True
) -> None:
    """Print the rows; write them and ``told`` under benchmarks/results/."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    text = f"# {title}\n\n`{command}`, {today}, {machine}.\n\n| | |\n|---|---|\n{table}\n"
    print(text)
    if write:
        whole = {"date": today, "machine": machine, "command": command, **told}
        (RESULTS / f"{name}.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
