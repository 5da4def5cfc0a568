"""The recorded questions in hw/recordings: the manifest, read and checked, and the fetching of the human ones."""
