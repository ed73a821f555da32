"""People, their roles and departments, log-in, and the question «may he»."""
