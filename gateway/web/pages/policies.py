"""The DPO's reading of the policy, and her consent to a new one: she changes no rule of it."""

from __future__ import annotations

import base64
import binascii

from starlette.responses import Response

from gateway.errors import InvalidRequest
from gateway.policy import changes
from gateway.policy.signature import FILE
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import show


@handles("GET", "/dpo/politique")
def policy(house: House, ask: Ask, notice: str = "") -> Response:
    """Show the policy in force, what the DSI prepares, and what it would change."""
    current, state = house.policy(), house.policy.state
    proposed, faults = house.workbench.proposal()
    changed = changes(current, proposed) if proposed is not None and not faults else []
    about = {"policy": current, "state": state, "changes": changed, "faults": len(faults)}
    digest = proposed.digest if proposed is not None else ""
    return show(house, ask, "dpo_politique.html", **about, digest=digest, notice=notice)


@handles("POST", "/dpo/politique")
def sign(house: House, ask: Ask) -> Response:
    """Put the DPO's signature beside the policy. Only the one that the public key confirms has any effect."""
    try:
        signature = base64.b64decode(ask.upload.strip() or ask.form.get("signature", "").strip(), validate=True)
    except (binascii.Error, ValueError):
        signature = b""
    if len(signature) != 64:
        raise InvalidRequest("Une signature Ed25519 en base64 est attendue.")
    try:
        (house.settings.policies / FILE).write_bytes(base64.b64encode(signature) + b"\n")
    except OSError:
        raise InvalidRequest(
            "Le dossier des politiques ne peut pas être écrit : remettez la signature à la DSI."
        ) from None
    house.note("policy_signed", {"policy_digest": house.policy.state.digest})
    return policy(house, ask, "La signature est déposée. La politique entre en service si elle lui correspond.")
