"""What the papers for a meeting say, in words and numbers, before anything is laid out."""
