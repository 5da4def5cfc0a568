"""The only files that import a driver or a model library; each satisfies a Protocol of `interfaces`."""
