"""Pages of how promising each candidate is: what `weighing` found, in words, tables and files."""
