"""What the forms of all policy files share: frozen, French keys only, nothing unknown accepted."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

_YES_NO = {"oui": True, "vrai": True, "true": True, "non": False, "faux": False, "false": False}


class Form(BaseModel):
    """A part of a policy file. Keys in files are the French aliases; unknown keys are faults."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, validate_by_name=True, validate_by_alias=True
    )


def _yes_no(value: object) -> object:
    if isinstance(value, str):
        known = _YES_NO.get(value.strip().lower())
        if known is None:
            raise ValueError("« oui » ou « non » attendu")
        return known
    return value


def _quotable(value: str) -> str:
    """Refuse what would break the display of a message in the agents' clients."""
    if any(char in value for char in '{}"\n\r'):
        raise ValueError("ni accolade, ni guillemet droit double, ni retour à la ligne dans un message ; utilisez « »")
    return value


YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["oui", "non", True, False]})]
Name = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w./:@+-]{1,120}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Ident = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
# as keys are made for (gateway.keys): capitals too
Service = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")]
Message = Annotated[str, StringConstraints(strip_whitespace=True, max_length=130), AfterValidator(_quotable)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60), AfterValidator(_quotable)]
