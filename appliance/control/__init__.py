"""The control socket: `appliance ctl`, and any program of the right group, sends requests to it as lines of JSON."""
