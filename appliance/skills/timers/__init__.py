"""Timers, alarms and reminders: what is said about them, and the book that keeps them."""
