"""Official statistics from Statistikkbanken (SSB): looked up, cached, cited."""
