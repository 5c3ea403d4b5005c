"""What an administrator may ask: routes, calendar, staff and plans."""
