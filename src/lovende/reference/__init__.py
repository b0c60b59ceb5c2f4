"""The reference portfolio: facts from five public documents as data, each with its locator."""
