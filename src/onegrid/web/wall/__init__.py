"""The wall: one look at the office for a big screen. It shows figures and places, nothing personal."""
