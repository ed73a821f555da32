"""Attaches the web layer to an application: identity, frame, languages, errors, screens."""

from pathlib import Path

import jinja2
from flask import Flask, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from core.extending.registry import Registry
from core.extending.runtime import Runtime
from core.web import assets, errors, filters, frame, identity, parameters, security
from core.web.messages import htmx

LANGUAGES = ("ru", "en")
LOCALES = Path(__file__).parents[2] / "locales"
csrf = CSRFProtect()


def _locale() -> str:
    user = identity.viewer()
    if user is not None:
        return user.language
    return request.accept_languages.best_match(LANGUAGES, default="ru") or "ru"


def static_roots(plugin_roots: list[Path]) -> list[Path]:
    """Folders whose files are served."""
    return [assets.ROOT, *(root / "static" for root in plugin_roots if (root / "static").is_dir())]


def init_app(app: Flask, runtime: Runtime) -> None:
    """Attach everything; the registry is already frozen."""
    roots = [manifest.root for manifest in runtime.registry.manifests.values()]
    folders = [LOCALES, *(root / "locales" for root in roots if (root / "locales").is_dir())]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(str(folder) for folder in folders)
    app.config["BABEL_DEFAULT_LOCALE"] = "ru"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Moscow"
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    parameters.init_app(app)
    assets.serve(app, static_roots(roots), runtime.assets)
    identity.init_app(app)
    csrf.init_app(app)
    htmx.init_app(app)
    Babel(app, locale_selector=_locale)
    filters.init_app(app)
    frame.init_app(app)
    security.init_app(app, https=runtime.settings.base_url.startswith("https:"))
    errors.init_app(app)
    _attach_screens(app, runtime.registry)


def _attach_screens(app: Flask, registry: Registry) -> None:
    """Register the routes; the registry has seen to it that whatever leads to one finds it."""
    for screens in registry.screens:
        app.register_blueprint(screens.blueprint)
        for endpoint in screens.csrf_exempt:
            csrf.exempt(app.view_functions[endpoint])
