"""When the user has begun, paused and finished. Pure: frames are counted; no thread, no device."""
