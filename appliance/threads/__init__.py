"""Stages run by workers on threads, the queues between them, and heartbeats. Knows no audio, no model, no state."""
