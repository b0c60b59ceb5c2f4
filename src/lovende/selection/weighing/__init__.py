"""How promising each candidate is, as a model sees it: worked out behind the pages, shown beside the gate, deciding
nothing."""
