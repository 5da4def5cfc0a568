"""The command line, a module per command; heavy imports only inside functions, so that `--help` is quick."""
