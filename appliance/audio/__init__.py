"""Sound as numbers: format, levels, chunks, earcons, and how echo is told from the user. No device is opened here."""
