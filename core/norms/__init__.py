"""Parameters of the business: declared by plugins, set by people, resolved for a moment."""
