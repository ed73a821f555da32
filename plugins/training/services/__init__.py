"""What the plugin does, a package or a module an area."""
