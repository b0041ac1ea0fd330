"""What is held of people: why, how long, what of it is removed when, and one person's wishes about it."""
