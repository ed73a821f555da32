"""Forms, a module an area."""
