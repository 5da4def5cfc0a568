"""Sound as numbers: format, levels, chunks, earcons, volume, and how echo is told from the user. Opens no device."""
