"""The commands of ``policy-search``, by what they are for. Each module has ``register(app)``."""
