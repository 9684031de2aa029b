"""`octant serve` and `octant create-admin`: Octant for real."""

import contextlib
import os
import socket
import sys

import django
import uvicorn
from django.core.management import call_command

from .workers import can_fork, in_child, listen, settle
from .workers import run as run_workers

SAMPLE_KEYS = ("change", "secret", "example", "insecure", "octant")


def problems() -> list[str]:
    """What is wrong with the settings for real use, each naming the setting and what to do."""
    from django.conf import settings

    found = []
    key = os.environ.get("OCTANT_SECRET_KEY", "")
    if not key:
        found.append(
            "OCTANT_SECRET_KEY is not set. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    elif len(key) < 40 or len(set(key)) < 12 or any(word in key.lower() for word in SAMPLE_KEYS):
        found.append("OCTANT_SECRET_KEY is too easy to guess. Use at least 40 random characters.")
    if settings.DEBUG:
        found.append("OCTANT_DEBUG is on. Debug pages show secrets to anyone: take it away.")
    if settings.DEMO:
        found.append("OCTANT_DEMO is on. The demo lets anyone in without a code: take it away.")
    if not os.environ.get("OCTANT_HOSTS"):
        found.append(
            "OCTANT_HOSTS is not set. Name the host names people use, for example octant.example.org"
        )
    elif any("*" in host for host in settings.ALLOWED_HOSTS):
        found.append("OCTANT_HOSTS lets any host name in (*). Name the host names people use.")
    return found


def serve(*, host: str, port: int, workers: int | None = None) -> int:
    os.environ.setdefault("OCTANT_HTTPS", "1")
    from django.conf import settings

    found = problems()
    if found:
        print("Octant does not start with these settings (all are explained in docs/operate/settings.md):")
        print("\n".join(f"  - {problem}" for problem in found))
        return 1
    if port_is_taken(host, port):
        return say_taken(port)
    # Its memory is given back, so that the server keeps none of what only an upgrade needs.
    if not (can_fork() and in_child(prepare)):
        prepare()
    print(f"Octant serves on {host}:{port}", flush=True)
    run_server(host=host, port=port, workers=workers or settings.WORKERS)
    return 0


def prepare() -> None:
    """Bring the catalogues, the database and the static files to what this version needs."""
    # Imported here, so that Babel does not stay in the memory of a server that never asks it.
    from octant.core.catalogues import compile_all

    compile_all()
    django.setup()
    from octant.core import static

    call_command("migrate", verbosity=0, interactive=False)
    static.collect()


def run_server(*, host: str, port: int, workers: int = 1) -> None:
    from django.conf import settings
    from django.db import connections

    from octant import asgi
    from octant.core.work import in_background
    from octant.ecosystem.actions.mailing import mailroom as of_partners
    from octant.surveys.actions.mailing import mailroom as of_surveys

    def send_what_waits() -> None:
        in_background(of_surveys.deliver_all)
        in_background(of_partners.deliver_all)

    allow_many_connections()
    asgi.warm_up()
    config = uvicorn.Config(
        asgi.application,
        http=asgi.Connection,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who calls is decided by OCTANT_PROXIES, never by a header alone
        lifespan="off",
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    )
    if workers > 1 and not can_fork():
        print("This system cannot copy a running program, so one process serves alone.", file=sys.stderr)
    if workers == 1 or not can_fork():
        settle()
        send_what_waits()
        uvicorn.Server(config).run()
        return
    connections.close_all()  # an open connection must not be shared by several processes
    sockets = [listen(host, port)]

    def work() -> None:
        send_what_waits()
        uvicorn.Server(config).run(sockets=sockets)

    run_workers(work, workers)


def allow_many_connections() -> None:
    """Each live page holds a connection, and usual limits of open files end at about a thousand."""
    with contextlib.suppress(ImportError):  # Windows has no such limit
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def port_is_taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return True
    return False


def say_taken(port: int) -> int:
    other = port + 1 if port < 65535 else 8000
    print(f"Port {port} is taken by another program. Choose another one: --port {other}", file=sys.stderr)
    return 1


def remind() -> int:
    """Write to whoever looks after something that is due soon. 1 when an e-mail could not be sent.

    Uploaded sheets with which nobody goes on are deleted on the same occasion.
    """
    django.setup()
    from django.utils import timezone

    from octant.core.sheets.uploads import sweep
    from octant.ecosystem.actions.reminders import remind as send
    from octant.ecosystem.models import SheetImport
    from octant.surveys.models import AnswerImport

    sweep(SheetImport)
    sweep(AnswerImport)
    sent = send(timezone.localdate())
    print(f"{sent.good} reminders sent, {sent.failed} could not be sent.")
    return 1 if sent.failed else 0


def create_admin(email: str) -> int:
    django.setup()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from octant.accounts.actions import create_admin as create

    try:
        validate_email(email)
    except ValidationError:
        print(f"{email!r} is no e-mail address.", file=sys.stderr)
        return 1
    call_command("migrate", verbosity=0, interactive=False)
    create(email=email)
    print(f"{email} is an administrator now. Sign in with this address; a code is sent to it.")
    return 0
