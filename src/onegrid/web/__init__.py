"""The pages: doors for people, with no rules inside."""
