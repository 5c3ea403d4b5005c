"""The shelf: one file for each kind of case, found at start-up. See docs/guides/add-a-case-type.md."""
