"""Stand-ins: minted for one exchange, put in place of what was found, and turned back in the answer. Never stored."""

from gateway.pseudonym.gate import Gate
from gateway.pseudonym.replace import joined, replace
from gateway.pseudonym.restore import Restorer
from gateway.pseudonym.standins import StandIns

__all__ = ["Gate", "Restorer", "StandIns", "joined", "replace"]
