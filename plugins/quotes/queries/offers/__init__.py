"""Reading offers: as rows, as numbers, as one page."""
