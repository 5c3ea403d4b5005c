"""The demo office: an invented subdistrict, always the same from a seed."""
