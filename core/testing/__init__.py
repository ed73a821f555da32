"""What every plugin's tests inherit: fixtures, a small company, conformance checks."""
