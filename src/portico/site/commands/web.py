"""Serve pages, until TERM."""

import argparse
import gc
import multiprocessing
import sys
from importlib import import_module

from portico.site.environment import ENV, WEB
from portico.site.running import refuse_power, running

STREAMS_MAY_TAKE = 3  # seconds: an open live stream would keep a process for hours


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the environment decides."""


def run(options: argparse.Namespace) -> int:
    """Load the application once, then let the processes share its memory."""
    with running(process=WEB):
        refuse_power()
        _preload()
        _serve()
    return 0


def _preload() -> None:
    from django.urls import get_resolver

    import_module("portico.site.asgi")
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def _serve() -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    Granian(
        "portico.site.asgi:application",
        address=ENV.bind,
        port=ENV.port,
        interface=Interfaces.ASGI,
        workers=ENV.web_processes,
        workers_kill_timeout=STREAMS_MAY_TAKE,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
