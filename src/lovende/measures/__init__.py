"""The measure (tiltak): the hub that every other room works on."""
