"""How fast the record takes entries."""
