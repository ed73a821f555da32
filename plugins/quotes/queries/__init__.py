"""Part of the plugin; see the modules."""
