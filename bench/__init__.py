"""Measurements of speed: run by hand, never by the suite, since no machine is like another."""
