"""The recorded questions in hw/recordings: reads and checks the manifest, and fetches the human recordings."""
