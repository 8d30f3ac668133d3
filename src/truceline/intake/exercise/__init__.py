"""A believable drill: incidents that nobody saw whole, and what three ledgers made of them."""
