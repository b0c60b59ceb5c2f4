"""Assessment by officers, recommendation (innstilling), decision (vedtak) and the letters."""
