"""Rules of the game: regulations that are read, signed and enforced."""
