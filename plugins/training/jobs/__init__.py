"""Work outside the request, a module an area."""
