"""The model files: which exist, how they are fetched, and where they are kept.

`manifest.toml` lists them. `store.ModelStore` finds and checks them, `fetch.fetch_model()` fetches them. Only
`download.py` and `package_index.py` open network connections. Nothing that runs during a session imports these.
"""
