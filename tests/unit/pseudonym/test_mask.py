"""What a model says of its own is masked where a policy asks for it, whatever the cut; nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.kinds import load_kinds
from gateway.pseudonym import Restorer, StandIns
from gateway.pseudonym.mask import HOLD, Masker
from gateway.pseudonym.restore import grammar
from gateway.views import squash

KINDS = load_kinds()
PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEA\n" * 40 + "-----END RSA PRIVATE KEY-----"


def masked(*pieces: str, clear: str = "") -> str:
    masker = Masker(squash(clear))
    return "".join(map(masker.feed, pieces)) + masker.flush()


OF_ITS_OWN = {
    "an e-mail": ("écrivez à x.y@courriel.example.", "écrivez à [courriel masqué]."),
    "a French telephone": ("au 06 39 98 12 34 !", "au [téléphone masqué] !"),
    "an international telephone": ("au +33 6 39 98 12 34", "au [téléphone masqué]"),
    "a telephone in one piece": ("au +12025550123", "au [téléphone masqué]"),
    "an American telephone": ("call 415-555-0123.", "call [téléphone masqué]."),
    "an SSN": ("SSN 937-19-5704", "SSN [SSN masqué]"),
    "a NIR": ("n° 2 69 05 49 588 157 80", "n° [NIR masqué]"),
    "an IBAN": ("FR76 3000 6000 0112 3456 7890 189.", "[IBAN masqué]."),
    "a card": ("4970-1012-3456-7893", "[carte masquée]"),
    "a key": ("AKIAIOSFODNN7EXAMPLE et ghp_EXAMPLENOTAREALGITHUBTOKEN0000", "[clé masquée] et [clé masquée]"),
    "a PEM block": (f"voici {PEM} fin", "voici [clé masquée] fin"),
    "percent escapes": ("?m=x.y%40courriel.example&z", "?m=[courriel masqué]&z"),
    "all in percent escapes": ("".join(f"%{b:02X}" for b in b"x.y@courriel.example"), "[courriel masqué]"),
}
LEFT = (
    "[COURRIEL_1] et [PERSONNE_F1]",
    "le 25-11-2026 à 12 h",
    "art. L. 311-3-1",
    "100 % des 20 000 €",
    "2019 2020 2021 2022",
)


@pytest.mark.parametrize(("said", "shown"), OF_ITS_OWN.values(), ids=OF_ITS_OWN.keys())
def test_what_the_model_adds_is_masked(said: str, shown: str) -> None:
    """Each strong form is masked, in one piece and one character at a time."""
    assert masked(said) == masked(*said) == shown


@pytest.mark.parametrize("said", LEFT)
def test_nothing_else_is_masked(said: str) -> None:
    """Stand-ins, dates, articles of law, amounts and years pass."""
    assert masked(said) == said


@pytest.mark.parametrize("said", [said for said, _ in OF_ITS_OWN.values()], ids=OF_ITS_OWN.keys())
def test_what_the_request_held_in_clear_passes(said: str) -> None:
    """A value that the policy let out comes back as it is."""
    clear = said if "%" not in said else "x.y@courriel.example"
    assert masked(said, clear=clear) == said


PIECES = st.lists(
    st.sampled_from(
        [*(said for said, _ in OF_ITS_OWN.values() if len(said) < 90), *LEFT, " ", "%4", "x", "é" * 80, "06 ", "\n"]
    ),
    max_size=7,
).map(" ".join)


@given(PIECES, st.data())
def test_the_cut_does_not_matter(text: str, data: st.DataObject) -> None:
    """However the answer is cut, what comes out is what the uncut answer gives."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=9)))
    assert masked(*(text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True))) == masked(text)


def test_little_is_held_back() -> None:
    """Prose is held back by HOLD characters at most."""
    masker = Masker("")
    out = "".join(masker.feed("Le service reçoit le public. ") for _ in range(100))
    assert len(out) >= 100 * len("Le service reçoit le public. ") - HOLD


def test_values_of_the_request_are_restored_and_not_masked() -> None:
    """Masking looks at what the provider wrote: what is restored after it is the agent's own."""
    standins = StandIns(KINDS)
    standins.mint("EMAIL_ADDRESS", "a.b@courriel.example")
    restorer = Restorer(standins.values(), grammar([k.standin for k in KINDS.values()]), masker=Masker(""))
    shown = restorer.feed("À [COURRIEL_1], copie x@autre.example")
    assert restorer.holding
    assert shown + restorer.flush() == "À a.b@courriel.example, copie [courriel masqué]"
    assert not restorer.holding
