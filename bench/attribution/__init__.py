"""Points and discs of uncertainty in dated areas, beside the best peers."""
