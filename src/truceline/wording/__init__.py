"""Words for people, in every language we offer."""
