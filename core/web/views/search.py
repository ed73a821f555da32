"""The global search over whatever plugins offer."""

from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.db.session import db
from core.documents import stages
from core.extending.runtime import runtime
from core.web.frame import hidden_parts
from core.web.identity import current_actor
from core.web.messages import translate
from core.web.screens import SIGNED_IN, Screens

screens = Screens("search", __name__, url_prefix="/search")
PER_PROVIDER = 20
SUGGESTED = 5
MAX_QUERY = 200


def _groups(text: str, limit: int) -> list[dict[str, object]]:
    actor = current_actor()
    groups: list[dict[str, object]] = []
    if len(text) < 2:
        return groups
    closed = stages.closed_to(db.session(), actor)
    for provider in runtime().registry.search:
        if not actor.can(provider.permission) or provider.stage in closed:
            continue
        hits = provider.find(db.session(), actor, text, limit)
        if hits:
            lines = [
                {"title": hit.title, "note": hit.note, "url": url_for(hit.endpoint, **hit.values)}
                for hit in hits
            ]
            groups.append({"title": translate(provider.title), "hits": lines})
    return groups


def _query() -> str:
    return request.args.get("q", "").strip()[:MAX_QUERY]


@screens.get("/", permission=SIGNED_IN)
def results() -> str:
    """All that was found, by kind."""
    text = _query()
    return render_template(
        "search/results.html",
        page_title=_("Поиск"),
        query=text,
        groups=_groups(text, PER_PROVIDER),
    )


@screens.get("/suggest", permission=SIGNED_IN)
def suggest() -> Response:
    """The first few of each kind, for the box in the top bar."""
    items = [
        {"value": hit["url"], "text": hit["title"], "note": f"{group['title']} · {hit['note']}"}
        for group in _groups(_query(), SUGGESTED)
        for hit in group["hits"]  # type: ignore[union-attr]
    ]
    if len(_query()) >= 2:
        items += [
            {
                "value": part.link or url_for("search.results", q=_query()),
                "text": _("Не показаны документы: %(stages)s", stages=part.stages),
                "note": part.reason,
            }
            for part in hidden_parts()
        ]
    return jsonify(items=items)
