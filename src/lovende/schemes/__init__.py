"""Grant schemes: who owns them, who administers them."""
