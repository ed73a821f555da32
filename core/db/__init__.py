"""The database: base class, column types, engine, session, migrations."""
