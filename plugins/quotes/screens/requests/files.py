"""A table on its way from the upload to the request: kept in the storage, named by a token."""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.sdk.web import current_actor, runtime

# technical: how long a browser keeps a file that never changes
MAX_AGE = 24 * 60 * 60


@dataclass(frozen=True)
class KeptFile:
    """The file as it was uploaded."""

    name: str
    content: bytes


def _tokens() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="quotes.request.file")


def keep(name: str, content: bytes) -> str:
    """Put the file into the storage; the token opens it to this person for a day.

    The token is signed: the bare hash of a file must not open a file of somebody else.
    """
    return _tokens().dumps([runtime().storage.put(content), name, current_actor().user_id])


def kept_file(token: str) -> KeptFile | None:
    """The file; None for no token, a foreign or an old one."""
    try:
        sha256, name, owner = _tokens().loads(token, max_age=MAX_AGE)
    except BadSignature:
        return None
    if owner != current_actor().user_id:
        return None
    return KeptFile(name, runtime().storage.get(sha256))
