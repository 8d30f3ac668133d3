"""Which reports speak of the same incident: arrays in, arrays out."""
