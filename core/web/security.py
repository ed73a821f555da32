"""Headers that every answer carries."""

from itertools import chain

from flask import Flask, abort, request
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)


def init_app(app: Flask, *, https: bool) -> None:
    """Attach the headers. A view may set a stricter policy of its own."""

    @app.before_request
    def _refuse_nul() -> None:
        # No field means it, and PostgreSQL cannot keep it: better a refusal than a crash.
        typed = [*request.args.items(multi=True), *request.form.items(multi=True)]
        if any("\0" in text for text in (request.path, *chain.from_iterable(typed))):
            abort(400)

    @app.after_request
    def _harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            # Pages hold what only this person may see: not for a shared computer's back button.
            headers.setdefault("Cache-Control", "no-store")
        if https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


def form_is_ours() -> bool:
    """Whether the posted form carries the token of this visitor's session.

    For routes declared with ``csrf=False``: the common check wants a Referer over https, and a
    page whose address is a secret sends none.
    """
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True
