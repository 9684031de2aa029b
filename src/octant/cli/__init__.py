"""The commands of `./octant`."""

import argparse
import os
import sys
from collections.abc import Sequence

DESCRIPTION = "Octant: build, run and evaluate clusters of social and ecological innovation."


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "octant.settings")
    if arguments[:1] == ["test"]:  # everything behind it belongs to pytest
        from .testing import test

        return test(arguments[1:])
    options = parser().parse_args(arguments)
    return options.run(options)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="octant", description=DESCRIPTION)
    commands = top.add_subparsers(required=True, metavar="command")

    demo = commands.add_parser("demo", help="try Octant with documented clusters; nothing to set up")
    demo.add_argument("--port", type=port, default=8000)
    demo.add_argument("--reset", action="store_true", help="throw the demo's data away and load it afresh")
    demo.add_argument("--no-browser", action="store_true", help="do not open the browser")
    demo.add_argument(
        "--synthetic",
        type=size,
        default=200,
        metavar="N",
        help="how many organisations the made-up region has (200); 0 leaves it out",
    )
    demo.set_defaults(run=run_demo)

    serve = commands.add_parser("serve", help="run Octant for real; settings come from the environment")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=port, default=8000)
    serve.add_argument("--workers", type=worker_count, help="server processes (else OCTANT_WORKERS)")
    serve.set_defaults(run=run_serve)

    commands.add_parser("test", help="run every test; what follows goes to pytest")
    check = commands.add_parser("check", help="lint, types, imports, content, migrations, translations")
    check.set_defaults(run=run_check)
    bench = commands.add_parser("bench", help="benchmarks; ratios within one run")
    bench.add_argument("name", nargs="?", help="one benchmark; none: all of them")
    bench.set_defaults(run=run_bench)
    remind = commands.add_parser("remind", help="send reminders of deadlines by e-mail; run it once a day")
    remind.set_defaults(run=run_remind)
    admin = commands.add_parser(
        "create-admin", help="make an account that may use the administration pages at /admin/"
    )
    admin.add_argument("email")
    admin.set_defaults(run=run_create_admin)
    return top


def port(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1 to 65535")
    return number


def size(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not text.isdigit() or number > 50_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give a number from 0 to 50000")
    return number


def worker_count(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; give 1 or more")
    return number


def run_demo(options: argparse.Namespace) -> int:
    from .demo import demo

    return demo(
        port=options.port,
        reset=options.reset,
        open_browser=not options.no_browser,
        synthetic=options.synthetic,
    )


def run_serve(options: argparse.Namespace) -> int:
    from .serve import serve

    return serve(host=options.host, port=options.port, workers=options.workers)


def run_check(options: argparse.Namespace) -> int:
    from .checks import check

    return check()


def run_bench(options: argparse.Namespace) -> int:
    from .testing import bench

    return bench(options.name)


def run_remind(options: argparse.Namespace) -> int:
    from .serve import remind

    return remind()


def run_create_admin(options: argparse.Namespace) -> int:
    from .serve import create_admin

    return create_admin(options.email)
