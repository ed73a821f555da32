"""Tests speak with nobody outside this machine."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OutsideConnection(RuntimeError):
    """Something tried to reach another machine."""


def _refuse_outside(address: Any) -> None:
    # AF_UNIX addresses are paths.
    if not isinstance(address, tuple):
        return
    host = address[0]
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise OutsideConnection(f"a connection to {address} was refused")


@contextmanager
def only_loopback() -> Iterator[None]:
    """Answer every connection of this process to another machine with OutsideConnection."""
    kept = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(original: Any) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            _refuse_outside(address)
            return original(self, address)

        return connect

    for name, original in kept.items():
        setattr(socket.socket, name, guarded(original))
    try:
        yield
    finally:
        for name, original in kept.items():
            setattr(socket.socket, name, original)
