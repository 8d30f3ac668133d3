"""Facts and rules in plain Python."""
