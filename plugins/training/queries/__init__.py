"""What the plugin reads for its screens, an area a module."""
