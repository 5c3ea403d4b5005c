"""The resident's pages: report a matter, see where it stands, rate the outcome. No account needed."""
