"""Small things of the operating system: files written whole, files of the kernel, hashes, thread counts."""
