"""`octant demo`: the main job on an embedded database, with nothing to set up."""

import os
import secrets
import shutil
import threading
import webbrowser
from pathlib import Path

HOST = "127.0.0.1"
LARGER = "  A larger region for network and map: --reset --synthetic 3000.\n"


def demo(*, port: int, reset: bool, open_browser: bool, synthetic: int = 200) -> int:
    """`synthetic` is the number of organisations of the made-up region; 0 leaves it out."""
    folder = data_folder()
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    set_environment(folder, port)

    from .serve import port_is_taken, prepare, run_server, say_taken

    if port_is_taken(HOST, port):
        return say_taken(port)
    prepare()

    from octant.demo.load import load

    news = "What you changed earlier is still there (--reset starts afresh)."
    if load():
        news = "The documented clusters were loaded."
        if synthetic:
            from octant.demo.synthetic import load_synthetic

            load_synthetic(synthetic)
            news += f" A made-up region of {synthetic} organisations shows network, map and matchmaking."
    address = f"http://{HOST}:{port}/"
    print(
        f"\n  Octant is ready: {address}\n\n"
        "  Sign in with one click on that page: coordinator, core team, contributor or viewer.\n"
        f"  {news}\n"
        f"{LARGER if news.endswith('matchmaking.') else ''}"
        "  E-mails that Octant would send are printed here. Stop with Ctrl+C.\n",
        flush=True,
    )
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    run_server(host=HOST, port=port)
    return 0


def data_folder() -> Path:
    """Beside real data, never in it."""
    base = Path(os.environ.get("OCTANT_DATA") or Path(__file__).resolve().parents[3] / "var")
    return base.expanduser().resolve() / "demo"


def set_environment(folder: Path, port: int) -> None:
    """The demo decides its settings itself: whatever the shell has set for a real Octant stays untouched."""
    key = folder / "secret-key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50))
    for name in [name for name in os.environ if name.startswith("OCTANT_")] + ["DATABASE_URL"]:
        os.environ.pop(name, None)
    os.environ |= {
        "OCTANT_DATA": str(folder),
        "OCTANT_DEMO": "1",
        "OCTANT_SECRET_KEY": key.read_text().strip(),
        "OCTANT_URL": f"http://{HOST}:{port}",
        "OCTANT_HOSTS": "localhost,127.0.0.1",
    }
