"""Settings, root addresses, base templates, components and static files."""
