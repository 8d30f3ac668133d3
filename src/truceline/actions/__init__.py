"""What people may do, one function an act."""
