"""Small operating system helpers: atomic file writes, the kernel's files, hashes, numbers of threads."""
