"""The text of a regulation: parsed, shown, compared. Knows neither a database nor the web."""
