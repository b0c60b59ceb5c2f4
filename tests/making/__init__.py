"""What tests of any room may make, by the actions of the rooms themselves."""
