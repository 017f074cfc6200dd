"""The client dialects: strict reading, walking, and each provider's forms of errors, refusals and streams. No IO."""

from gateway.dialects.anthropic import ANTHROPIC
from gateway.dialects.base import Delta, Dialect
from gateway.dialects.openai import MISTRAL, OPENAI

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (OPENAI, MISTRAL, ANTHROPIC)}

__all__ = ["ANTHROPIC", "DIALECTS", "MISTRAL", "OPENAI", "Delta", "Dialect"]
