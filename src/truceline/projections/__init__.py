"""What we conclude from the record; each table can be rebuilt."""
