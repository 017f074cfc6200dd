"""The DPO's reading of the policy, and her consent to a new one: she changes no rule of it."""

from __future__ import annotations

from starlette.responses import Response

from gateway.policy import changes
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import show

_NOT_HERS = "Rien n'est changé : cette signature n'est pas celle du DPO pour l'empreinte affichée plus bas."
_READ_ONLY = "Le dossier des politiques ne peut pas être écrit : remettez la signature à la DSI."


@handles("GET", "/dpo/politique")
def policy(house: House, ask: Ask, notice: str = "", problem: str = "") -> Response:
    """Show the policy in force, what the DSI prepares, and what it would change."""
    current, state, bench = house.policy(), house.policy.state, house.workbench
    proposed, faults = bench.proposal()
    digest = proposed.digest if proposed is not None and not faults else state.digest
    waiting = digest != state.digest
    about = {
        "policy": current,
        "state": state,
        "faults": len(faults),
        "waiting": waiting,
        "digest": digest,
        "changes": changes(current, proposed) if waiting and proposed is not None else [],
        "differences": [(name, bench.difference(name)) for name in sorted(bench.drafted())] if waiting else [],
        "by_two": bench.by_two,
        "consented": waiting and bench.consented(),
    }
    return show(house, ask, "dpo_politique.html", 400 if problem else 200, **about, notice=notice, problem=problem)


@handles("POST", "/dpo/politique")
def sign(house: House, ask: Ask) -> Response:
    """Take the DPO's signature of what the DSI prepares; any other has no effect."""
    signature = ask.upload.strip() or ask.form.get("signature", "").strip().encode()
    proposed, _ = house.workbench.proposal()
    try:
        house.workbench.consent(signature + b"\n")
    except ValueError:
        return policy(house, ask, problem=_NOT_HERS)
    except OSError:
        return policy(house, ask, problem=_READ_ONLY)
    house.note("policy_signed", {"policy_digest": proposed.digest if proposed else ""})
    house.policy.poll()
    house.policy.poll()
    return policy(house, ask, "Votre signature est déposée.")
