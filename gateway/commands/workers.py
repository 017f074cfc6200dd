"""``passerelle serve``: one process that loads the models, and the workers that it forks to share them.

Pages of memory that nobody writes stay shared: the models are loaded once, and what is loaded is put out of the garbage
collector's reach, which would write into every page. A worker has all else of its own: register chain, connections,
policy in force (each follows the files), event loop.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import replace
from typing import NoReturn

import uvicorn

from gateway import log
from gateway.app import create_app, live_policy
from gateway.detect import Detector, load_detector
from gateway.errors import PasserelleError, StartError
from gateway.keys import KeyRing
from gateway.settings import Settings
from gateway.web.wire import bounded

SWITCH = 0.0005
"""Seconds that a detection in its thread may keep the event loop waiting for the interpreter."""
SOON = 2.0
"""Seconds within which a worker that ends has failed to start."""
BACKLOG = 2048


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises StartError, RegisterDown: a gateway that is not whole does not start."""
    os.umask(0o077)
    log.configure(settings.log_level)
    if settings.workers < 1:
        raise StartError("PASSERELLE_WORKERS : au moins 1.")
    detector = load_detector(settings.models)
    _settle()
    if settings.workers == 1:
        _serve(settings, detector, None)
        return
    live_policy(settings)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    KeyRing.open(settings.register_url, settings.pepper)  # tables and pepper are made once, before any worker
    with _reserved(settings) as held:
        _Workers(settings, detector, held).keep()


def _settle() -> None:
    """Leave what is loaded for good to itself: no collection walks through it again, nor writes into it."""
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


def _serve(settings: Settings, detector: Detector, listener: socket.socket | None) -> None:
    config = uvicorn.Config(
        create_app(settings, detector=detector),
        host=settings.host,
        port=settings.port,
        http=bounded(settings.body_timeout),
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
    )
    uvicorn.Server(config).run(sockets=[listener] if listener else None)


def _reserved(settings: Settings) -> socket.socket:
    """Return a socket that holds the address for the workers' own and takes no connection. Raises StartError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family) as alone:
            address = alone.getsockname()  # nobody else is there, be it another gateway that would share it
        held = socket.socket(family)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(address)
    except OSError as error:
        raise StartError(f"L'adresse {settings.host}:{settings.port} ne peut pas être ouverte.") from error
    return held


def _listener(held: socket.socket) -> socket.socket:
    """Return a worker's own listener at the reserved address: the kernel deals connections out.

    On one socket for all, the worker that wakes first takes every connection of a burst.
    """
    return socket.create_server(held.getsockname()[:2], family=held.family, backlog=BACKLOG, reuse_port=True)


class _Workers:
    """Keeps as many workers alive as are wanted; ends with them."""

    def __init__(self, settings: Settings, detector: Detector, held: socket.socket) -> None:
        self._settings, self._detector, self._address = settings, detector, held
        self._alive: dict[int, tuple[int, float]] = {}
        self._ending = False
        self._read, self._held = os.pipe()  # its end tells the workers that this process is gone

    def keep(self) -> None:
        """Fork the workers, replace one that dies, and return once all ended after a signal. Raises StartError."""
        for caught in (signal.SIGTERM, signal.SIGINT):
            signal.signal(caught, self._end)
        for number in range(self._settings.workers):
            self._fork(number)
        failed = False
        while self._alive:
            pid, status = os.wait()
            born = self._alive.pop(pid, None)
            if born is None or self._ending:
                continue
            number, since = born
            if os.WIFEXITED(status) and time.monotonic() - since < SOON:  # one that was killed had started
                failed = True
                self._end()
                continue
            log.logger().error("worker_died", status=os.waitstatus_to_exitcode(status))
            self._fork(number)
        if failed:
            raise StartError("Un processus de service n'a pas pu démarrer : son message est plus haut.")

    def _end(self, *_: object) -> None:
        self._ending = True
        for pid in list(self._alive):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def _fork(self, number: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._work(number)
        self._alive[pid] = number, time.monotonic()
        if self._ending:
            self._end()

    def _work(self, number: int) -> NoReturn:
        status = 1
        # each has metrics of its own, on the ports from the one that is set on
        port = self._settings.metrics_port and self._settings.metrics_port + number
        try:
            os.close(self._held)
            for caught in (signal.SIGTERM, signal.SIGINT):
                signal.signal(caught, signal.SIG_DFL)
            threading.Thread(target=_end_with, args=(self._read,), daemon=True).start()
            with _listener(self._address) as listener:
                _serve(replace(self._settings, metrics_port=port), self._detector, listener)
            status = 0
        except PasserelleError as error:
            print(error.message, file=sys.stderr)  # noqa: T201  # there is no one above to say it
        finally:
            sys.stderr.flush()
            os._exit(status)


def _end_with(pipe: int) -> None:
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)
