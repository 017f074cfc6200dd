"""Prometheus metrics, on a port of their own: what the register was told, and how it fares. Never content or agents."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from gateway.audit.chain import Draft

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
Versions = Callable[[], tuple[bool, dict[str, str]]]


class Now(Collector):
    """What is true at the moment of a scrape."""

    def __init__(
        self, unwritten: Callable[[], int], unread: Callable[[], int], told_at: Callable[[], float], versions: Versions
    ) -> None:
        self._unwritten, self._unread, self._told_at, self._versions = unwritten, unread, told_at, versions

    def collect(self) -> Iterator[Any]:
        """Return the gauges."""
        ready, versions = self._versions()
        yield GaugeMetricFamily("passerelle_ready", "1 while requests are served, 0 while the register is down", ready)
        yield GaugeMetricFamily("passerelle_register_waiting", "Records waiting to be written", self._unwritten())
        yield GaugeMetricFamily("passerelle_requests_waiting", "Requests waiting to be read", self._unread())
        age = time.monotonic() - self._told_at()
        yield GaugeMetricFamily("passerelle_chain_head_age_seconds", "Seconds since the last durable record", age)
        failing = "points_de_controle" in versions
        yield GaugeMetricFamily("passerelle_checkpoints_failing", "1 while a checkpoint place is away", failing)
        refused = "politique_refusee" in versions
        yield GaugeMetricFamily("passerelle_policy_refused", "1 while a change of the policy is refused", refused)
        info = InfoMetricFamily("passerelle_versions", "Versions in force")
        info.add_metric([], {name: versions.get(name, "") for name in ("politique", "detection")})
        yield info


class Metrics:
    """Counts what is recorded. ``told`` is called with every record once it is durable, from any thread."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        given: dict[str, Any] = {"registry": self.registry, "namespace": "passerelle"}
        self._decisions = Counter(
            "requests", "Requests by decision, provider and dialect", ("decision", "provider", "dialect"), **given
        )
        self._kinds = Counter("kinds", "Requests in which a kind of data was seen", ("kind",), **given)
        self._codes = Counter("refusals", "Refusals by code", ("code",), **given)
        self._ends = Counter("ends", "Exchanges by how they ended", ("end",), **given)
        self._unrestored = Counter("unrestored", "Stand-ins that could not be put back", **given)
        seconds: dict[str, Any] = {**given, "buckets": SECONDS}
        self._detection = Histogram("detection_seconds", "Time to detect and judge", **seconds)
        self._upstream = Histogram("upstream_seconds", "Time of the provider", **seconds)
        self._total = Histogram("total_seconds", "Time of the whole exchange", **seconds)
        self._write = Histogram("register_write_seconds", "Time until a record was durable", **seconds)
        self.told_at = time.monotonic()

    def told(self, draft: Draft, seconds: float) -> None:
        """Count a record that took so many seconds to be durable."""
        self.told_at = time.monotonic()
        self._write.observe(seconds)
        columns, facts = draft.columns, json.loads(draft.facts)
        if columns["phase"] in ("decided", "refused"):
            self._judged(columns["decision"], columns["provider"], columns["kinds"], facts)
        elif columns["phase"] == "ended":
            self._ended(facts)

    def _judged(self, decision: str, provider: str, kinds: str, facts: dict[str, Any]) -> None:
        self._decisions.labels(decision, provider, facts["dialect"]).inc()
        for kind in filter(None, kinds.split(",")):
            self._kinds.labels(kind).inc()
        if "code" in facts:
            self._codes.labels(facts["code"]).inc()
        if "detection_ms" in facts:
            self._detection.observe(facts["detection_ms"] / 1000)

    def _ended(self, facts: dict[str, Any]) -> None:
        self._ends.labels(facts["end"]).inc()
        self._unrestored.inc(facts["unrestored"])
        if facts["upstream_ms"] is not None:
            self._upstream.observe(facts["upstream_ms"] / 1000)
        self._total.observe(facts["total_ms"] / 1000)

    def serve(
        self, host: str, port: int, unwritten: Callable[[], int], unread: Callable[[], int], versions: Versions
    ) -> Callable[[], None]:
        """Serve ``/metrics`` in a thread. Return what stops it. Raises OSError where the port is taken."""
        self.registry.register(Now(unwritten, unread, lambda: self.told_at, versions))
        server, thread = start_http_server(port, addr=host, registry=self.registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            if thread is not threading.current_thread():
                thread.join(5.0)

        return stop
