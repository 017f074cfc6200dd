from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.detect import Detector, load_detector
from gateway.detect.chunks import chunks
from gateway.detect.language import tell
from gateway.domain import Finding, Slot
from gateway.errors import DetectorDown, ModelError
from gateway.kinds import MODELS, load_kinds

LETTER = (
    "Madame,\nJe soussignée Lucie Fabrègues, née le 3 mars 1954, demeurant 12 bis quai de la Résistance, 34200 Sète, "
    "joignable au 06 12 34 56 78 ou lucie.fabregues@exemple.fr, n° de sécurité sociale 1 54 03 34 301 042 69, "
    "vous demande un virement sur le compte FR21 2004 1010 0901 2345 6A03 091.\n"
)


def seen(detector: Detector, text: str, cue: str = "", allow: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(f.kind, text[f.start : f.end]) for f in detector.detect([Slot(("t",), text, cue=cue)], allow)]


def test_a_letter_is_read(detector: Detector) -> None:
    """The identifiers of an ordinary letter are found, each with a kind that the policies know."""
    kinds = {kind for kind, _ in seen(detector, LETTER)}
    assert {"PERSON", "DATE_OF_BIRTH", "ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS", "FR_NIR", "IBAN_CODE"} <= kinds
    assert kinds <= set(load_kinds())


def test_the_client_s_key_is_a_cue(detector: Detector) -> None:
    """A bare value is told by the name that the client gave it, and offsets are those of the value."""
    assert ("CASE_NUMBER", "1234567") in seen(detector, "1234567", cue="numeroAllocataire")
    assert ("DATE_OF_BIRTH", "03/03/1954") in seen(detector, "03/03/1954", cue="date_naissance")
    assert seen(detector, "1234567") == []


def test_an_allowed_term_is_left(detector: Detector) -> None:
    """A term that the DSI allows is not reported, whatever its case, accents or spaces."""
    text = "Écrire à mairie@exemple.fr"
    assert seen(detector, text) == [("EMAIL_ADDRESS", "mairie@exemple.fr")]
    assert seen(detector, text, allow=("MAIRIE@Exemple.fr",)) == []


@pytest.mark.parametrize("standin", ["[PERSONNE_F1]", "[TELEPHONE_2b]", "[DATE_NAISSANCE_12]", "[COURRIEL_3]"])
def test_our_own_stand_ins_are_no_data(detector: Detector, standin: str) -> None:
    """A stand-in that comes back in the history is never a finding, nor part of one."""
    text = f"Mme {standin} habite 12 rue des Lilas, tél : {standin} ; login : {standin}"
    start = text.index(standin)
    found = detector.detect([Slot(("t",), text)])
    places = [i for i in range(len(text)) if text.startswith(standin, i)]
    assert start in places
    assert not any(f.start < i + len(standin) and i < f.end for f in found for i in places)


def test_a_disguised_number_is_found_where_it_stands(detector: Detector) -> None:
    """A number behind invisible and full-width characters is found, and its place is that of the original text."""
    text = "tél \u200b０６\u00a012 34\u00ad 56 78 !"
    assert seen(detector, text) == [("PHONE_NUMBER", "０６\u00a012 34\u00ad 56 78")]


@pytest.mark.parametrize("filler", ["Le conseil se réunit. ", "mot\n"])
def test_a_long_text_is_read_to_its_end(detector: Detector, filler: str) -> None:
    """A value is found whole wherever it stands in a long text, at the joint of two pieces too."""
    for length in (19_500, 19_990):
        pad = (filler * (length // len(filler) + 1))[:length]
        assert ("FR_NIR", "1 54 03 34 301 042 69") in seen(detector, f"{pad} n° 1 54 03 34 301 042 69 {pad}")


@given(st.text(max_size=3000), st.integers(1000, 2000), st.integers(100, 400))
def test_pieces_cover_the_text(text: str, size: int, overlap: int) -> None:
    """The pieces of a text are parts of it, not too long, and leave nothing out."""
    reached = 0
    for start, piece in chunks(text, size, overlap):
        assert text.startswith(piece, start)
        assert len(piece) <= size
        assert start <= max(reached - min(overlap, reached), 0) or start == 0
        reached = start + len(piece)
    assert reached == len(text)


def test_english_is_read_too(detector: Detector) -> None:
    """An English text is no error, and the shared identifiers are found in it."""
    text = "Please call the man at 06 12 34 56 78 or write to him, his email is paul@example.com and he was born on March 3, 1954."
    assert tell(text) == "en"
    kinds = {kind for kind, _ in seen(detector, text)}
    assert {"PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH"} <= kinds


@pytest.mark.parametrize("text", ["", "ok", "12345", "日本語のテキスト", "Qué tal, amigo mío, cómo estás", LETTER])
def test_any_other_language_is_read_as_french(text: str) -> None:
    """What is not clearly English is read with the French rules."""
    assert tell(text) == "fr"


def test_the_same_text_gives_the_same_findings(detector: Detector) -> None:
    """Detection is deterministic, alone or in many threads at once."""
    texts = [LETTER, LETTER.upper(), "rien à signaler", "tel 06 12 34 56 78"] * 3
    alone = [detector.detect([Slot(("t",), text)]) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: detector.detect([Slot(("t",), text)]), texts))
    assert together == alone


def test_findings_come_in_order(detector: Detector) -> None:
    """Findings of several slots come sorted, each within its own text, and hold no text."""
    slots = [Slot(("m", i), LETTER) for i in range(2)]
    found = detector.detect(slots)
    assert found == sorted(found, key=lambda f: (tuple(map(str, f.path)), f.start, -f.end))
    assert all(0 <= f.start < f.end <= len(LETTER) for f in found)
    assert "Fabrègues" not in repr(found)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
def test_detection_calls_nobody(detector: Detector) -> None:
    """No host is looked up, not even for an e-mail address or a link."""
    text = f"{LETTER} https://exemple.fr/suivi?token=8f7d6a5b4c3e2f1a0b9c"
    assert ("URL", "https://exemple.fr/suivi?token=8f7d6a5b4c3e2f1a0b9c") in seen(detector, text)


def test_nothing_of_a_request_stays(detector: Detector) -> None:
    """A word of a request does not stay in the model's vocabulary."""
    word = "Zxqvbrandalunette"
    seen(detector, f"Madame {word} est venue.")
    assert all(word not in pipeline.vocab.strings for pipeline in detector.nlp.pipelines.values())


def test_a_failure_inside_closes_the_gateway(detector: Detector) -> None:
    """Any failure of a recogniser is one error of the house: nothing may leave undetected."""
    with pytest.raises(DetectorDown):
        detector.detect([Slot(("t",), None)])  # type: ignore[arg-type]  # on purpose


def test_the_version_names_its_parts(detector: Detector) -> None:
    """What a record says of the detector names Presidio and the model."""
    assert "presidio 2" in detector.version
    assert detector.nlp.versions()[0] in detector.version


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("default_language",), "oc"),
        (("languages", "fr", "model"), "no-such-model"),
        (("languages", "fr", "families"), ["astrology"]),
        (("threshold",), 3),
        (("unknown",), 1),
    ],
)
def test_a_faulty_configuration_stops_the_start(tmp_path: Path, path: tuple[str, ...], value: object) -> None:
    """A fault in detection.yaml is told at start."""
    config = yaml.safe_load((MODELS / "detection.yaml").read_text())
    config["languages"] = {"fr": {"model": None, "labels": {}, "families": ["contact"]}}
    target = config
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    (tmp_path / "detection.yaml").write_text(yaml.safe_dump(config))
    with pytest.raises(ModelError):
        load_detector(tmp_path)


def test_missing_models_are_told(tmp_path: Path) -> None:
    """A folder without detection.yaml is told at start."""
    with pytest.raises(ModelError):
        load_detector(tmp_path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_is_read(detector: Detector, text: str) -> None:
    """No text makes detection fail, and every finding lies within it."""
    for found in detector.detect([Slot(("t",), text)]):
        assert isinstance(found, Finding)
        assert 0 <= found.start < found.end <= len(text)
