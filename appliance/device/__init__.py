"""The appliance as a device: button, light, notices, and state that outlives a restart, around a session."""
