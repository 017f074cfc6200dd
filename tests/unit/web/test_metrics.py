"""Metrics: what was recorded, and how the register fares, in Prometheus's text form."""

from __future__ import annotations

import socket
from dataclasses import replace

import httpx
import pytest
from prometheus_client import generate_latest

from gateway.audit import record
from gateway.domain import Action
from gateway.web.metrics import Metrics
from tests.support.exchanges import CALLER, exchange, outcome, verdict
from tests.support.gateway_process import free_port


@pytest.fixture
def told() -> Metrics:
    metrics = Metrics()
    metrics.told(record.decided(exchange(), verdict(), {"PERSON": 2}, {"detection_ms": 12.0}), 0.002)
    metrics.told(record.ended(exchange(), replace(outcome(), unrestored=2)), 0.001)
    blocked = verdict(Action.BLOCK, "FR_NIR")
    metrics.told(record.refused(exchange(), blocked, code="donnees_protegees", status=400), 0.001)
    metrics.told(record.event("lecture_http", {}), 0.001)
    return metrics


@pytest.mark.parametrize(
    "line",
    [
        'passerelle_requests_total{decision="pseudonymisee",dialect="openai",provider="mistral"} 1.0',
        'passerelle_requests_total{decision="bloquee",dialect="openai",provider="mistral"} 1.0',
        'passerelle_kinds_total{kind="PERSON"} 1.0',
        'passerelle_kinds_total{kind="FR_NIR"} 1.0',
        'passerelle_refusals_total{code="donnees_protegees"} 1.0',
        'passerelle_ends_total{end="complete"} 1.0',
        "passerelle_unrestored_total 2.0",
        "passerelle_detection_seconds_count 1.0",
        "passerelle_upstream_seconds_count 1.0",
        "passerelle_register_write_seconds_count 4.0",
    ],
)
def test_what_was_recorded_is_counted(told: Metrics, line: str) -> None:
    """Decisions, kinds, refusals, ends, rests and times are counted from the records themselves."""
    assert line in generate_latest(told.registry).decode().splitlines()


def test_no_agent_nor_exchange_is_in_a_metric(told: Metrics) -> None:
    """Metrics are for the DSI: they hold no agent's reference, service or exchange."""
    text = generate_latest(told.registry).decode()
    assert not [secret for secret in (CALLER.ref, CALLER.service, "01JDTEST") if secret in text]


def test_a_scrape_tells_the_state_of_the_moment(told: Metrics) -> None:
    """Queues, age of the chain's head, readiness, failing checkpoints and versions are told as they are."""
    port = free_port()
    versions = {"politique": "2026-11", "detection": "presidio 2", "points_de_controle": "OSError"}
    stop = told.serve("127.0.0.1", port, lambda: 7, lambda: 3, lambda: (False, versions))
    try:
        lines = httpx.get(f"http://127.0.0.1:{port}/metrics").text.splitlines()
    finally:
        stop()
    assert {
        "passerelle_ready 0.0",
        "passerelle_register_waiting 7.0",
        "passerelle_requests_waiting 3.0",
        "passerelle_checkpoints_failing 1.0",
        'passerelle_versions_info{detection="presidio 2",politique="2026-11"} 1.0',
    } <= set(lines)
    (age,) = [line for line in lines if line.startswith("passerelle_chain_head_age_seconds ")]
    assert 0 <= float(age.split()[1]) < 30


def test_a_taken_port_is_told(told: Metrics) -> None:
    """A port that another process serves is an error at the start, not a gateway without metrics."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        told.serve("127.0.0.1", taken.getsockname()[1], lambda: 0, lambda: 0, lambda: (True, {}))
