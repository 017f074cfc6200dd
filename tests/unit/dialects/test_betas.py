"""Provider features that a client may ask for by header are ours or nothing."""

from __future__ import annotations

from gateway.dialects.anthropic import BETAS, betas


def test_only_listed_features_are_asked_of_the_provider() -> None:
    """Beta names are ours or nothing: a header cannot carry anything of the client's out."""
    given = ["claude-code-20250219, Ginette-Vaillant", "effort-2025-11-24,claude-code-20250219,files-api-2025-04-14"]
    assert betas(given) == ("claude-code-20250219", "effort-2025-11-24")
    assert not [name for name in BETAS if name.startswith(("files", "mcp", "code-execution", "skills", "web-"))]
