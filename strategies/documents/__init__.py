"""What is made of a strategy."""
