"""Pure Python of the domain: no Flask, no database, no files."""
