"""Settings: one frozen group per package; nothing else reads the environment."""
