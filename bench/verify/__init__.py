"""How fast a whole record is verified."""
