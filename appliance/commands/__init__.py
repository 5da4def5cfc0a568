"""The commands of the command line, one module each. Heavy imports are inside functions, so that `--help` is quick."""
