"""Sources → catalogue. Import from the modules: some need every parser, others nothing."""
