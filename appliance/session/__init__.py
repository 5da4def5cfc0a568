"""VoiceSession: its thread, its state, what callers ask and what stages report."""
