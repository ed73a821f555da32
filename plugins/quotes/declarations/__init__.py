"""What the plugin declares, a module a document."""
