"""One case: its page, the moves that can be made of it, what is written in it, and its files."""
