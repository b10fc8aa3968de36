"""The commands: each parses, calls and prints; none decides anything."""
