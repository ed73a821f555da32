"""Plugins: what they may declare, how they are found, what they have declared."""
