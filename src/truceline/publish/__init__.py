"""What leaves the house: text, tables, reports."""
