"""What the staff may ask: cases, their moves and their papers."""
