"""The norms of violations are obeyed."""

from flask import Flask

from core.testing.databases import TestDatabases
from core.testing.norms import faults_of_proofs, fresh_house
from plugins.training.tests.violation_proofs import PROOFS


def test_each_norm_of_violations_gives_two_outcomes_for_two_values(
    application: Flask, databases: TestDatabases
) -> None:
    faults = faults_of_proofs(list(PROOFS), PROOFS, lambda: fresh_house(application, databases))
    assert faults == []
