"""Come and talk: residents' pages, and those of its hosts."""
