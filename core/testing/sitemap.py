"""Finds the screens of the running program the way people do: by following its links."""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from flask import Flask
from webtest import TestResponse
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from core.testing.browser import Visitor

HOME = "/"
DOORS = ("/login",)
"""Pages that people come to from outside, before any link."""
TRIES = 5
"""How many addresses of one route are opened by the first who may: what a document's page links
to depends on its state. Who comes after him only passes through."""


@dataclass(frozen=True)
class Screen:
    """A page that somebody can open. ``login`` is empty where no log-in is needed."""

    endpoint: str
    rule: str
    address: str
    login: str


class _Walk:
    """One person's walk through the program."""

    def __init__(self, app: Flask, login: str, known: Collection[str]) -> None:
        self.visitor = Visitor(app)
        self.login = login
        self._known = known
        self.screens: dict[str, Screen] = {}
        self._map = app.url_map.bind("")
        self._queue: deque[str] = deque()
        self._seen: set[str] = set()
        self._opened: Counter[str] = Counter()

    def run(self, starts: Iterable[str]) -> None:
        """Open page after page until nothing new is linked."""
        self._remember(starts)
        while self._queue:
            self._open(self._queue.popleft())

    def _remember(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            rule = self._rule_of(address)
            # Of a list, one view is enough; of a document, its address says all.
            key = urlsplit(address).path
            if rule is not None and key not in self._seen:
                self._seen.add(key)
                self._queue.append(address)

    def _rule_of(self, address: str) -> Rule | None:
        try:
            rule, _ = self._map.match(urlsplit(address).path, method="GET", return_rule=True)
        except HTTPException:
            return None
        return rule

    def _open(self, address: str) -> None:
        rule = self._rule_of(address)
        if rule is None:
            return
        if self._opened[rule.endpoint] >= (1 if rule.endpoint in self._known else TRIES):
            return
        self._opened[rule.endpoint] += 1
        answer = self.visitor.get(address, expect_errors=True)
        if answer.status_int in {301, 302, 303, 308}:
            self._remember([_path(answer.location)])
            return
        if answer.status_int != 200 or not _is_page(answer):
            return
        self.screens.setdefault(
            rule.endpoint, Screen(rule.endpoint, str(rule), address, self.login)
        )
        self._remember(_links(answer, address))


def _is_page(answer: TestResponse) -> bool:
    return answer.content_type == "text/html" and b"<html" in answer.body[:400]


def _path(location: str) -> str:
    parts = urlsplit(location)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _links(answer: TestResponse, here: str) -> list[str]:
    """Addresses of this program that a page leads to. Those of letters name its host."""
    found: list[str] = []
    for element in answer.html.select("a[href], iframe[src]"):
        target = element.get("href") or element.get("src") or ""
        if element.has_attr("download") or target.startswith(("#", "mailto:", "tel:", "data:")):
            continue
        parts = urlsplit(target)
        if parts.scheme in {"", "http"} and parts.hostname in {None, "localhost", "127.0.0.1"}:
            found.append(urljoin(here, _path(target)))
    return found


def find_screens(app: Flask, people: Mapping[str, str], starts: Iterable[str] = ()) -> list[Screen]:
    """One address of every page that the given people (login → password) can come to by links.

    A page that several may open is taken as the first of them sees it, but the home page, which
    everybody has of his own. Letters of the mailbox lead on to the pages of customers. ``starts``
    are pages that only a form leads to.
    """
    stranger = _Walk(app, "", ())
    stranger.run(DOORS)
    found = dict(stranger.screens)
    homes: list[Screen] = []
    for login, password in people.items():
        walk = _Walk(app, login, found)
        walk.visitor.log_in(login, password)
        walk.run([HOME, *starts])
        for endpoint, screen in walk.screens.items():
            if screen.rule == HOME:
                homes.append(screen)
            elif endpoint not in found:
                found[endpoint] = screen
    return [*homes, *sorted(found.values(), key=lambda one: one.rule)]
