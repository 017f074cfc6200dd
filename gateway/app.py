"""The composition root: the only file that knows every part."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from gateway import __version__, log
from gateway.audit import Register
from gateway.audit.keeper import Keeper
from gateway.audit.prints import Prints
from gateway.detect import load_detector
from gateway.errors import PolicyError, StartError
from gateway.keys import KeyRing
from gateway.kinds import load_kinds
from gateway.pipeline import Detects, Pipeline
from gateway.policy import LivePolicy
from gateway.policy.live import State as PolicyState
from gateway.settings import Settings
from gateway.upstream import Limits, Upstream
from gateway.web.dpo import Reader, add_dpo_routes
from gateway.web.metrics import Metrics
from gateway.web.routes import Gateway, add_routes


@dataclass(frozen=True, slots=True)
class State:
    """What /sante tells."""

    register: Register
    keeper: Keeper
    policy: LivePolicy
    detector: Detects

    def report(self) -> tuple[bool, dict[str, str]]:
        """Whether the register can be written, and the versions in force."""
        told = {"politique": self.policy.state.version, "detection": self.detector.version}
        if not self.policy.state.sound:
            told["politique_refusee"] = f"{len(self.policy.state.faults)} faute(s) : passerelle check les donne"
        if self.keeper.failing:
            told["points_de_controle"] = self.keeper.failing
        return not self.register.down, told | ({"registre": self.register.down} if self.register.down else {})


def live_policy(settings: Settings) -> LivePolicy:
    """Load the policy, upstream overrides applied; it follows its files. Raises PolicyError."""
    if not settings.policies.is_dir():
        raise PolicyError(f"Le dossier des politiques n'existe pas : {settings.policies}")
    kinds = load_kinds(settings.models)
    return LivePolicy(settings.policies, kinds, upstreams=settings.upstreams, told=_policy_told)


def _policy_told(state: PolicyState) -> None:
    if state.sound:
        log.logger().info("policy_in_force", policy=state.version)
    else:
        log.logger().error("policy_refused", policy=state.version, count=len(state.faults))


def create_app(settings: Settings, *, detector: Detects | None = None) -> ASGIApp:
    """Return the application. Raises StartError or RegisterDown: a gateway that is not whole does not start."""
    kinds = load_kinds(settings.models)
    policy = live_policy(settings)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    detector = detector or load_detector(settings.models)
    keys = KeyRing.open(settings.register_url, settings.pepper)
    register = Register.open(settings.register_url, software=f"passerelle {__version__}")
    keeper = Keeper.of(settings, lambda: register.head)
    upstream = Upstream(Limits(settings.connect_timeout, settings.idle_timeout, settings.total_timeout))
    categories = {kind.id: kind.category for kind in kinds.values()}
    prints = Prints(Path(settings.fingerprints), categories) if settings.fingerprints else None
    secret = hmac.digest(settings.pepper.read_bytes(), b"ids", hashlib.sha256)
    pipeline = Pipeline(
        detector=detector,
        policy=policy,
        register=register,
        upstream=upstream,
        kinds=kinds,
        secret=secret,
        prints=prints.of if prints else None,
    )

    health = State(register, keeper, policy, detector)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        log.logger().info("started", version=__version__, policy=policy.state.version)
        watching = asyncio.create_task(policy.watch())
        keeper.start()
        stop_metrics = _serve_metrics(settings, register, health)
        yield
        await asyncio.to_thread(stop_metrics)
        watching.cancel()
        await pipeline.aclose()
        await upstream.aclose()
        register.close()
        await asyncio.to_thread(keeper.stop)  # the last checkpoint tells of the seal too

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    add_routes(app, pipeline, keys, health, max_body=settings.max_body, seconds=settings.body_timeout)
    add_dpo_routes(app, pipeline, keys, Reader(settings.register_url, register, policy, settings.retention_months))
    return Gateway(app, pipeline, settings.hosts)


def _serve_metrics(settings: Settings, register: Register, health: State) -> Callable[[], None]:
    """Serve metrics where the settings ask for it. Return what stops it. Raises StartError."""
    if not settings.metrics_port:
        return lambda: None
    metrics = Metrics()
    register.watcher = metrics.told
    try:
        return metrics.serve(settings.metrics_host, settings.metrics_port, lambda: register.waiting, health.report)
    except OSError as error:
        raise StartError(f"Le port des métriques est pris : {settings.metrics_port}.") from error
