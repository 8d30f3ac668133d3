"""Settings of one workspace."""
