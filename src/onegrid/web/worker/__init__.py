"""What waits for one person: on the phone of a grid member, on the screen of a department, before an inspector."""
