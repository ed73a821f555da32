"""A person at the program's pages, without a browser: real HTTP, real forms, real CSRF tokens."""

from typing import Any

from flask import Flask
from webtest import TestApp, TestResponse

from core.testing.house import PASSWORD


class Visitor(TestApp):
    """Follows links and sends the forms that the pages contain. WebTest does the work."""

    def __init__(self, app: Flask) -> None:
        # Pages are read as often as they are made: the parser of the standard library would take
        # a fifth of the time of such a test.
        super().__init__(app, extra_environ={"REMOTE_ADDR": "127.0.0.1"}, parser_features="lxml")
        self._token: str | None = None

    def log_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        """Through the log-in page, as everybody does."""
        self._token = None
        form = self.get("/login").forms[0]
        form["login"] = login
        form["password"] = password
        return form.submit()

    def token(self) -> str:
        """The CSRF token of this visitor, as any page carries it, from log-in to log-in."""
        if self._token is None:
            page = self.get("/profile/")
            self._token = page.html.find("meta", attrs={"name": "csrf-token"})["content"]
        return self._token

    def act(self, url: str, *, htmx: bool = False, **fields: Any) -> TestResponse:
        """Post to an address that a button of a page would post to; any answer is given back."""
        headers = {"HX-Request": "true"} if htmx else {}
        return self.post(
            url, {"csrf_token": self.token(), **fields}, headers=headers, expect_errors=True
        )


def form_with(page: TestResponse, action: str) -> Any:
    """The form of a page whose address ends with ``action``."""
    for form in page.forms.values():
        if form.action.split("?")[0].endswith(action):
            return form
    raise AssertionError(f"no form {action}; there are {[f.action for f in page.forms.values()]}")


__all__ = ["Visitor", "form_with"]
