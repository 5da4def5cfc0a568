"""The control socket: a Unix socket on which `appliance ctl`, and any program of the right group, speaks JSON lines."""
