"""The JSON schema of the policy files, for editors: ``policies/schema.json``."""

from __future__ import annotations

import json

from pydantic.json_schema import models_json_schema

from gateway.policy.charter import Charter, Profile
from gateway.policy.examples import Examples
from gateway.policy.providers import Census
from gateway.policy.purposes import Purposes
from gateway.policy.quotas import Quotas
from gateway.policy.themes import Themes
from gateway.policy.uses import Uses

FORMS = (Charter, Profile, Census, Uses, Purposes, Quotas, Themes, Examples)


def schema() -> str:
    """Return the text of policies/schema.json."""
    references, whole = models_json_schema([(form, "validation") for form in FORMS], by_alias=True, title="Passerelle")
    whole["anyOf"] = [references[form, "validation"] for form in FORMS]
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
