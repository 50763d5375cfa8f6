"""Structure: what shows only when all files of a repository are seen together."""
