"""How data comes in: read, enrich, write, one way."""
