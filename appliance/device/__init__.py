"""The appliance as a thing: button, light, notices, and what is kept across restarts, around a session."""
