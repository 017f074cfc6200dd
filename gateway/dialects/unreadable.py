"""What cannot be inspected, or lives at the provider: refused by name, never forwarded unseen (R05, R09 to R12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.domain import Json
from gateway.errors import UnsupportedMedia

_AWAY = "une référence à des données gardées chez le fournisseur"
_OUTSIDE = "un accès du fournisseur à d'autres services"

PARTS: Mapping[str, str] = {
    **dict.fromkeys(("image", "image_url", "input_image", "computer_screenshot"), "une image"),
    **dict.fromkeys(("input_audio", "audio", "audio_url"), "un enregistrement sonore"),
    **dict.fromkeys(("file", "input_file", "document_url", "container_upload"), "un fichier joint"),
    **dict.fromkeys(("video", "video_url"), "une vidéo"),
    **dict.fromkeys(("base64", "url", "file_id"), "un contenu joint"),
    "item_reference": _AWAY,
}
"""Values of ``type`` that are refused, and what they are. Documents that could be read are text by then."""

KEYS: Mapping[str, str] = {
    **dict.fromkeys(("image_url", "input_audio", "file", "file_data", "audio", "images"), "un contenu joint"),
    **dict.fromkeys(
        (
            *("file_id", "file_ids", "previous_response_id", "conversation", "container", "container_id"),
            *("vector_store_ids", "library_ids", "agent_id", "thread_id", "continuation_id", "skill_id"),
        ),
        _AWAY,
    ),
    "background": "un traitement différé, gardé chez le fournisseur",
    **dict.fromkeys(
        (
            *("mcp_servers", "web_search_options", "server_url", "file_url", "connectors", "connector_id"),
            *("authorization", "domain_secrets", "tunnel_id"),
        ),
        _OUTSIDE,
    ),
    **dict.fromkeys(("logprobs", "top_logprobs"), "le détail des probabilités par jeton"),
}
"""Fields that are refused unless they are null, false or empty."""

LOCAL_TOOLS = frozenset({"function", "custom", "local_shell", "apply_patch"})
"""Tools that the client runs itself. Anthropic dates its own: see LOCAL_TOOL_FAMILIES."""

LOCAL_TOOL_FAMILIES = ("bash_", "text_editor_", "memory_", "tool_search_tool_")


def refuse_unreadable(node: Mapping[str, Json]) -> None:
    """Raise UnsupportedMedia when an object of the payload is a part, or holds a field, that is refused."""
    kind = node.get("type")
    if isinstance(kind, str) and kind in PARTS:
        raise UnsupportedMedia(
            f"La demande contient {PARTS[kind]}, que la passerelle ne sait pas lire. Envoyez le texte à la place."
        )
    for key, what in KEYS.items():
        value = node.get(key)
        # logprobs: 0 asks completions for the probability of each token said
        if value or (key == "logprobs" and value == 0 and value is not False):
            raise UnsupportedMedia(f"La demande contient {what} ({key}), que la passerelle refuse.", param=key)


def refuse_remote_tools(tree: Mapping[str, Json]) -> None:
    """Raise UnsupportedMedia for a tool that the provider runs: it would carry the text on to others (R10)."""
    tools = tree.get("tools")
    for tool in tools if isinstance(tools, list) else ():
        kind = tool.get("type", "function") if isinstance(tool, dict) else None
        if isinstance(kind, str) and (kind in LOCAL_TOOLS or kind.startswith(LOCAL_TOOL_FAMILIES)):
            continue
        raise UnsupportedMedia(
            "La demande contient un outil exécuté chez le fournisseur, que la passerelle refuse.", param="tools"
        )


def refuse_words(tree: Mapping[str, Json]) -> None:
    """Raise UnsupportedMedia unless ``logit_bias`` names tokens by their numbers, as its providers ask (R03)."""
    biased = tree.get("logit_bias")
    if isinstance(biased, dict) and not all(name.isascii() and name.isdecimal() for name in biased):
        raise UnsupportedMedia("Le champ logit_bias nomme autre chose que des numéros de jetons.", param="logit_bias")


def refuse_tokens(tree: Mapping[str, Json], key: str) -> None:
    """Raise UnsupportedMedia unless the field is a text or a list of texts: token numbers cannot be read (R05)."""
    if not all(isinstance(text, str) for text in _texts(tree.get(key))):
        raise UnsupportedMedia(
            f"Le champ {key} doit être un texte ou une liste de textes : des jetons ne se lisent pas.",
            param=key,
        )


def _texts(value: Json) -> Iterator[Json]:
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value
