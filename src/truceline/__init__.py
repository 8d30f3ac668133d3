"""Truceline keeps a negotiated ceasefire honest."""
