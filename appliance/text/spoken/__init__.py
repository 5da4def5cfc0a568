"""A written text into the words a voice reads: tables of rules, each with an example that the tests run."""
