"""What is added to an article between reading and writing."""
