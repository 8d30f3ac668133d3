"""Examples that ship: data, no code."""
