"""Printed forms of the rules of the game: листы ознакомления."""
