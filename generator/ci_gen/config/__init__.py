"""What a spec says, resolved: names looked up, defaults filled in, short forms made long."""
