"""The words of the scripts of the demo company."""

from plugins.training.demo.talks.customers import other_supplier, silent_customer
from plugins.training.demo.talks.offers import receipt, too_dear
from plugins.training.demo.talks.requests import clarifying, first_call
from plugins.training.demo.talks.writing import uid

__all__ = [
    "clarifying",
    "first_call",
    "other_supplier",
    "receipt",
    "silent_customer",
    "too_dear",
    "uid",
]
