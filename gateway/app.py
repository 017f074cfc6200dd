"""The composition root: the only file that knows every part."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.types import ASGIApp

from gateway import __version__, log
from gateway.audit import Register
from gateway.detect import load_detector
from gateway.errors import PolicyError
from gateway.keys import KeyRing
from gateway.kinds import load_kinds
from gateway.pipeline import Detects, Pipeline
from gateway.policy import LivePolicy
from gateway.policy.live import State as PolicyState
from gateway.settings import Settings
from gateway.upstream import Limits, Upstream
from gateway.web.routes import Gateway, add_routes


@dataclass(frozen=True, slots=True)
class State:
    """What /sante tells."""

    register: Register
    policy: LivePolicy
    detector: Detects

    def report(self) -> tuple[bool, dict[str, str]]:
        """Whether the register can be written, and the versions in force."""
        told = {"politique": self.policy.state.version, "detection": self.detector.version}
        if not self.policy.state.sound:
            told["politique_refusee"] = f"{len(self.policy.state.faults)} faute(s) : passerelle check les donne"
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
    upstream = Upstream(Limits(settings.connect_timeout, settings.idle_timeout, settings.total_timeout))
    secret = hmac.digest(settings.pepper.read_bytes(), b"ids", hashlib.sha256)
    pipeline = Pipeline(
        detector=detector, policy=policy, register=register, upstream=upstream, kinds=kinds, secret=secret
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        log.logger().info("started", version=__version__, policy=policy.state.version)
        watching = asyncio.create_task(policy.watch())
        yield
        watching.cancel()
        await pipeline.aclose()
        await upstream.aclose()
        register.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    health = State(register, policy, detector)
    add_routes(app, pipeline, keys, health, max_body=settings.max_body, seconds=settings.body_timeout)
    return Gateway(app, pipeline, settings.hosts, settings.origins)
