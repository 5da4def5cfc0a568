"""The model files: which there are, how they come here, and where they lie.

`manifest.toml` lists them; `store.ModelStore` finds, checks and fetches them. Only `download.py` and
`package_index.py` open network connections, and only `store.ModelStore.fetch` leads to them.
"""
