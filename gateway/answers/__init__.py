"""What the DPO asks, answered from the register and the policy in force: the same for command, HTTP and pages."""

from gateway.answers.ask import ANSWERS, Asking, declared

__all__ = ["ANSWERS", "Asking", "declared"]
