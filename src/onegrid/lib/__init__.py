"""Things without tables: working time, coordinates, codes, ids, encryption, canonical text."""
