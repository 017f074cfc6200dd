"""The client dialects: strict reading, walking, and each provider's forms of errors, refusals and streams. No IO."""

from gateway.dialects.anthropic import ANTHROPIC
from gateway.dialects.base import Delta, Dialect
from gateway.dialects.endpoints import DIALECTS, ENDPOINTS, dialect_of, path_for
from gateway.dialects.openai import MISTRAL, OPENAI

__all__ = ["ANTHROPIC", "DIALECTS", "ENDPOINTS", "MISTRAL", "OPENAI", "Delta", "Dialect", "dialect_of", "path_for"]
