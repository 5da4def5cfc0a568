"""What the appliance tells of itself: the journal, times and counts of turns, and the watchdog."""
