"""Skills: what is answered, and done, by code instead of the language model."""
