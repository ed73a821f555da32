"""The web layer: screens, forms, lists, the frame around every page."""
