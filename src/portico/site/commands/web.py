"""Serve pages, until TERM."""

import argparse
import gc
import multiprocessing
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from portico.site import herd
from portico.site.environment import ENV, WEB
from portico.site.lifeline import forks_now
from portico.site.running import refuse_power, running

PACKAGE = Path(__file__).parents[2]
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
    """Load what the first requests would load, once for all processes."""
    from django.conf import settings
    from django.template.loader import get_template
    from django.urls import reverse
    from django.utils import translation

    import_module("portico.site.asgi")
    reverse("portal:home:home")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Home")
    for name in _templates():
        get_template(name)
    gc.collect()
    gc.freeze()


def _templates() -> Iterator[str]:
    """Of all pages; mails are drawn by the worker."""
    from django.template.utils import get_app_template_dirs

    for folder in get_app_template_dirs("templates"):
        if folder.is_relative_to(PACKAGE):
            yield from (str(path.relative_to(folder)) for path in Path(folder).rglob("*.html"))


def _serve() -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    class Server(MPServer):
        """Granian without its own loop: `herd.py` takes its place."""

        def _serve_loop(self, *_targets: object) -> None:
            children = ",".join(str(worker.inner.pid) for worker in self.wrks)
            words = ["-I", "-S", herd.__file__, str(STREAMS_MAY_TAKE), children]
            anew = [sys.executable, *sys.orig_argv[1:]]
            os.execv(sys.executable, [sys.executable, *words, *anew])  # noqa: S606  our own program

    forks_now()
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    Server(
        "portico.site.asgi:application",
        address=ENV.bind,
        port=ENV.port,
        interface=Interfaces.ASGI,
        workers=ENV.web_processes,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
