"""The only files that import a driver or a model library. Each class satisfies a Protocol of `interfaces`."""
