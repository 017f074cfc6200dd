"""The three people the pages are for. A session has one role only: who runs the gateway does not audit it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """agent: uses models. dsi: runs the gateway and writes its policy. dpo: reads the register and approves."""

    AGENT = "agent"
    DSI = "dsi"
    DPO = "dpo"
