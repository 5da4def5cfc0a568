"""What was heard made clean, what was written made fit for the voice. Pure: no model, no sound, no clock."""
