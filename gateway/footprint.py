"""What one answer costs in energy and carbon: an estimate, as a range, by the method of EcoLogits.

EcoLogits (GenAI Impact, Code Carbon; MPL-2.0; https://ecologits.ai, methodology "LLM inference") reckons from the
number of tokens made, the model's published or estimated size, the provider's data centre and the electricity of its
country. Only its arithmetic and its tables are used: nothing is looked up, no SDK is touched. Its tables are read on
first use (about a quarter of a second), not at the start.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from math import inf
from types import ModuleType
from typing import Any

PROVIDERS: Mapping[str, str] = {"mistral": "mistralai", "google": "google_genai", "huggingface": "huggingface_hub"}
"""Our names of dialects and providers to EcoLogits's, where they differ."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """Energy in watt-hours and greenhouse gases in grams of CO2 equivalent (use and manufacture), each as a range."""

    wh_min: float
    wh_max: float
    gco2e_min: float
    gco2e_max: float
    method: str


def footprint(
    provider: str, model: str, output_tokens: int, seconds: float | None = None, *, zone: str = ""
) -> Footprint | None:
    """Return the footprint of one answer, None where the method knows neither this provider nor this model.

    provider: a dialect's name or EcoLogits's own. model: the provider's name for it, exactly; never guessed at.
    seconds: how long the provider took; None where it is not known, the method's own estimate then stands.
    zone: the country whose electricity is used, ISO 3166-1 alpha-3; the provider's own data centre where empty.
    """
    name = PROVIDERS.get(provider, provider)
    if output_tokens < 0 or not is_known(name, model, zone=zone):
        return None
    impacts = _library().llm_impacts(
        provider=name,
        model_name=model,
        output_token_count=output_tokens,
        request_latency=inf if seconds is None else max(seconds, 0.0),
        electricity_mix_zone=zone or None,
    )
    wh, gco2e = _range(impacts.energy), _range(impacts.gwp)
    return Footprint(*wh, *gco2e, method())


def is_known(provider: str, model: str, *, zone: str = "") -> bool:
    """Tell whether the method can estimate this model."""
    library, name = _library(), PROVIDERS.get(provider, provider)
    return (
        name in library.PROVIDER_CONFIG_MAP
        and library.models.find_model(provider=name, model_name=model) is not None
        and (not zone or library.electricity_mixes.find_electricity_mix(zone=zone) is not None)
    )


def is_read() -> bool:
    """Tell whether the tables have been read, so that a footprint is reckoned at once."""
    return _library.cache_info().currsize > 0


@cache
def method() -> str:
    """Return the method and its version, as the register writes it: ``ecologits/0.11.3``."""
    return f"ecologits/{version('ecologits')}"


def _range(impact: Any) -> tuple[float, float]:
    """Return a value given in kilowatt-hours or kilograms as a range in watt-hours or grams."""
    value = impact.value
    low, high = (value.min, value.max) if hasattr(value, "min") else (value, value)
    return low * 1000, high * 1000


@cache
def _library() -> ModuleType:
    # its logger takes the place of the process's logger class, and writes model names: neither is wanted here
    before: Callable[..., logging.Logger] = logging.getLoggerClass()
    try:
        from ecologits.tracers import utils
    finally:
        logging.setLoggerClass(before)  # type: ignore[arg-type]  # typeshed knows classes only
    logging.getLogger("ecologits").disabled = True
    return utils
