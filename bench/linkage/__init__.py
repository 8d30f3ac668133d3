"""Which reports are the same incident: quality on made-up ledgers, and speed beside Splink."""
