"""Downloading the demo company's files to try the program with."""

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from core.extending.runtime import runtime
from core.web import samples
from core.web.screens import SIGNED_IN, Screens

screens = Screens("samples", __name__, url_prefix="/samples")


@screens.get("/<purpose>/<name>", permission=SIGNED_IN)
def download(purpose: str, name: str) -> Response:
    """The file itself."""
    sample = samples.read(runtime().settings.data_dir, purpose, name)
    return send_file(
        BytesIO(sample.content),
        mimetype=sample.media_type,
        as_attachment=True,
        download_name=sample.name,
    )
