"""Reading requests for screens. Numbers of queries do not depend on numbers of rows."""
