"""The composition root: the only file that knows every part."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import FastAPI
from starlette.types import ASGIApp

from gateway import __version__, log
from gateway.access import Accounts, Sessions
from gateway.allowance import Allowance
from gateway.audit import Register
from gateway.audit.follow import Follower
from gateway.audit.keeper import Keeper
from gateway.audit.prints import Prints
from gateway.detect import load_detector
from gateway.errors import PolicyError, RegisterDown, StartError
from gateway.judging import Judging
from gateway.keys import KeyRing
from gateway.kinds import load_kinds
from gateway.meter import Meter
from gateway.pipeline import Detects, Pipeline
from gateway.policy import LivePolicy
from gateway.policy.in_force import keep
from gateway.policy.live import State as PolicyState
from gateway.policy.signature import read_signer
from gateway.policy.workbench import Workbench
from gateway.settings import Settings
from gateway.transport import Limits
from gateway.upstream import Upstream
from gateway.web.dpo import Reader, add_dpo_routes
from gateway.web.pages.door import add_pages
from gateway.web.pages.house import House
from gateway.web.pages.integrity import Integrity
from gateway.web.routes import Gateway, add_routes

if TYPE_CHECKING:
    from gateway.web.pages.oidc import Directory


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
    return LivePolicy(
        settings.policies,
        load_kinds(settings.models),
        upstreams=settings.upstreams,
        signer=_signer(settings),
        told=_policy_told,
        kept=partial(keep, settings.data),
    )


def _signer(settings: Settings) -> Ed25519PublicKey | None:
    return read_signer(settings.signer) if settings.signer else None


def _policy_told(state: PolicyState) -> None:
    if state.sound:
        log.logger().info("policy_in_force", policy=state.version)
    else:
        log.logger().error("policy_refused", policy=state.version, count=len(state.faults))


def create_app(settings: Settings, *, detector: Detects | None = None, upstream: Upstream | None = None) -> ASGIApp:
    """Return the application. Raises StartError or RegisterDown: a gateway that is not whole does not start."""
    kinds = load_kinds(settings.models)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    policy = live_policy(settings)
    detector = detector or load_detector(settings.models)
    keys = KeyRing.open(settings.register_url, settings.pepper)
    register = Register.open(settings.register_url, software=f"passerelle {__version__}")
    keeper = Keeper.of(settings, lambda: register.head)
    categories = {kind.id: kind.category for kind in kinds.values()}
    prints = Prints(Path(settings.fingerprints), categories) if settings.fingerprints else None
    upstream = upstream or Upstream(Limits(settings.connect_timeout, settings.idle_timeout, settings.total_timeout))
    secret = hmac.digest(settings.pepper.read_bytes(), b"ids", hashlib.sha256)
    allowance = Allowance(Meter(settings.register_url))
    pipeline = Pipeline(
        detector=detector,
        policy=policy,
        register=register,
        upstream=upstream,
        kinds=kinds,
        secret=secret,
        allowance=allowance,
        prints=prints.of if prints else None,
        room=settings.waiting,
    )

    health = State(register, keeper, policy, detector)
    house = House(
        settings=settings,
        kinds=kinds,
        policy=policy,
        detector=detector,
        judging=Judging(policy, detector, kinds),
        pipeline=pipeline,
        register=register,
        allowance=allowance,
        keys=keys,
        sessions=Sessions.open(settings.register_url),
        accounts=Accounts.open(settings.register_url, settings.pepper),
        follower=Follower(settings.register_url),
        workbench=Workbench(
            settings.policies,
            settings.data / "politiques",
            kinds,
            signer=_signer(settings),
            upstreams=settings.upstreams,
        ),
        integrity=Integrity(settings.register_url, settings.checkpoint_folder),
        upstream=upstream,
        health=health.report,
        directory=_directory(settings, upstream),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        log.logger().info("started", version=__version__, policy=policy.state.version)
        watching = asyncio.create_task(policy.watch())
        keeper.start()
        stop_metrics = _serve_metrics(settings, register, health, lambda: pipeline.turns.waiting)
        reading = threading.Thread(target=_read_register, args=(house.follower,), name="follow", daemon=True)
        reading.start()
        yield
        await asyncio.to_thread(stop_metrics)
        watching.cancel()
        await pipeline.aclose()
        await upstream.aclose()
        await asyncio.to_thread(allowance.close)
        register.close()
        await asyncio.to_thread(keeper.stop)  # the last checkpoint tells of the seal too

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    calls = add_routes(app, pipeline, keys, health, max_body=settings.max_body, seconds=settings.body_timeout)
    add_dpo_routes(app, pipeline, keys, Reader(settings.register_url, register, policy, settings.retention_months))
    add_pages(app, house)
    return Gateway(app, calls, pipeline, settings.hosts, settings.origins)


def _directory(settings: Settings, upstream: Upstream) -> Directory | None:
    if not settings.oidc_issuer:
        return None
    from gateway.web.pages.oidc import Directory  # heavy, and most houses have accounts of their own

    return Directory(settings, upstream)


def _serve_metrics(
    settings: Settings, register: Register, health: State, waiting: Callable[[], int]
) -> Callable[[], None]:
    """Serve metrics where the settings ask for it. Return what stops it. Raises StartError."""
    if not settings.metrics_port:
        return lambda: None
    from gateway.web.metrics import Metrics

    metrics = Metrics()
    register.watcher = metrics.told
    try:
        at = settings.metrics_host, settings.metrics_port
        return metrics.serve(*at, lambda: register.waiting, waiting, health.report)
    except OSError as error:
        raise StartError(f"Le port des métriques est pris : {settings.metrics_port}.") from error


def _read_register(follower: Follower) -> None:
    """Have the sums of the pages ready before the first page is asked for."""
    try:
        follower.refresh()
    except RegisterDown as error:
        log.logger().error(error.code)
