"""The demonstration, as ``passerelle demo`` tells it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from gateway.audit.verify import verify
from gateway.demo import story
from gateway.settings import Settings
from tests.support.gateway_process import ROOT, command, free_port


def test_the_demo_tells_its_story_and_ends(tmp_path: Path) -> None:
    """``passerelle demo --once`` shows prompt, bytes, answer, refusal, register and addresses, and exits 0."""
    port = free_port()
    told = command("demo", "--once", "--data", str(tmp_path), "--port", str(port), env={"COLUMNS": "200"}).stdout
    for part in ("Ginette Vaillant", "[PERSONNE_F1]", "rien n'a été transmis", "decided", "numero-national-bloque"):
        assert part in told
    assert f"http://127.0.0.1:{port}/v1" in told
    assert "pgw_" in told
    assert verify(Settings(data=tmp_path).register_url).whole


def test_the_demo_fails_when_a_value_would_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The story checks itself: a value that it calls personal and that leaves as it is ends it with an error."""
    monkeypatch.setattr(story, "PERSONAL", (*story.PERSONAL, "Rédige une réponse"))
    settings = Settings(data=tmp_path, port=0, policies=ROOT / "policies")
    with pytest.raises(story.StoryError, match="sortie de la maison"):
        story.run(settings, once=True, console=Console(file=io.StringIO()))
