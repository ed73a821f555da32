"""The composition root: the only place where the parts meet."""

from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from core import config as configuration
from core.config import ConfigError, Settings
from core.db import engine as engines
from core.db.session import db
from core.extending.enabled import chosen
from core.extending.manager import collect
from core.extending.registry import Registry
from core.extending.runtime import Runtime
from core.jobs.queue import make_huey
from core.mail.sending import check_mail
from core.storage import Storage
from core.web import assets
from core.web import setup as web

CORE = "core.plugin"
MAX_REQUEST = 64 * 1024 * 1024
MAX_FORM = 8 * 1024 * 1024


def load_registry(settings: Settings) -> Registry:
    """Collect the declarations of the core and of the plugins that are switched on.

    Raises ConfigError where the database does not answer.
    """
    engine = create_engine(settings.database_url, **engines.engine_options(settings.database_url))
    try:
        with engine.connect():
            plugins = chosen(settings.plugins, engine)
    except DBAPIError as error:
        raise ConfigError(engines.unreachable(error)) from error
    finally:
        engine.dispose()
    return collect(CORE, plugins)


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """A ready application. Raises ConfigError; a faulty plugin is quarantined, not raised."""
    settings = settings or configuration.load()
    check_mail(settings)
    registry = load_registry(settings)
    app = Flask("reglament", root_path=str(Path(__file__).parent), static_folder=None)
    app.template_folder = "web/templates"
    app.testing = testing
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engines.engine_options(settings.database_url),
        SESSION_COOKIE_NAME="reglament",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_PARTS=20_000,
        # Flask's half a megabyte is less than an offer of a thousand lines in Russian.
        MAX_FORM_MEMORY_SIZE=MAX_FORM,
        WTF_CSRF_TIME_LIMIT=None,
    )
    roots = [manifest.root for manifest in registry.manifests.values()]
    runtime = Runtime(
        settings=settings,
        registry=registry,
        storage=Storage(settings.storage_url),
        huey=make_huey(settings.queue_url),
        assets=assets.digest(web.static_roots(roots)),
    )
    app.extensions["reglament"] = runtime
    db.init_app(app)
    with app.app_context():
        engines.install(db.engine)
    web.init_app(app, runtime)
    if settings.proxies:
        near = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)
    return app
