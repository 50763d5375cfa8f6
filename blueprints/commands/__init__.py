"""The command line: `flask --app app …`, one file per group."""
