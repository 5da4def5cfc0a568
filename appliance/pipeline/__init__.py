"""The stages wired into workers, and the turn in progress with its reply."""
