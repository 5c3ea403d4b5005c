"""What anybody may ask: the land, the kinds of case, and what somebody reported themselves."""
