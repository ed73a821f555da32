"""Static files under an address that changes with their content, so that browsers may keep them."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

ROOT = Path(__file__).parent / "static"


def digest(roots: Sequence[Path]) -> str:
    """Sixteen hex digits over the names and bytes of all files below ``roots``."""
    total = hashlib.sha256()
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                total.update(path.relative_to(root).as_posix().encode())
                total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _no_sniffing(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def serve(app: Flask, roots: Sequence[Path], build: str) -> None:
    """Serve the files at ``/static/<build>/…`` for ever: another build has another address.

    The build stands in the path, not in a query, so that modules importing each other by relative
    addresses stay within one build.
    """
    server = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=lambda path, url: True,
        # They never come through the application, which sets this on everything else.
        add_headers_function=_no_sniffing,
    )
    for root in roots:
        server.add_files(str(root), prefix=f"static/{build}/")
    app.wsgi_app = server
    app.jinja_env.globals["asset"] = lambda path: f"/static/{build}/{path}"
