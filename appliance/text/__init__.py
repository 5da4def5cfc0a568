"""Pure text processing: transcripts are cleaned and judged, replies are cut into parts and made fit to speak."""
