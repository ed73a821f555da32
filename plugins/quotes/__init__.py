"""Requests and commercial offers."""
