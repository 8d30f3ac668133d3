"""The append-only record and the blobs it names."""
