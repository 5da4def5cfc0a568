"""What a language model writes that is not for the user: what it thinks, calls of tools, marks of its chat format."""
