"""Plugins that come with the program; each is a package of its own."""
