"""People at their browsers, and what the pages complain about meanwhile."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request

Enter = Callable[..., Page]
"""``enter("anna", **settings)``: Anna at the program, logged in, in a browser of her own."""
OpenBrowser = Callable[..., BrowserContext]
"""``open_browser(**settings)``: a browser of somebody's own, with no cookies."""

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`securitypolicyviolation ${event.violatedDirective} ${event.blockedURI}`);
});
"""
REFUSAL = "Failed to load resource: the server responded with a status of"


class Watch:
    """Listens for errors, refusals of the security policy and requests to other machines.

    Put over a context before its first page.

    Chromium itself writes each answer of 4xx to the console: a test that provokes one names its
    status in ``expected``.
    """

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: set[int] = set()

    def over(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", lambda one: self._on_error(one.error))
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        expected = any(message.text.startswith(f"{REFUSAL} {code} ") for code in self.expected)
        if not expected:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _on_error(self, error: Error) -> None:
        self.complaints.append(f"exception: {error.message}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.complaints.append(f"asked another machine: {request.url}")
