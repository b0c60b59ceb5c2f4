"""Measurements that are no tests: search quality on judged queries, speed at size, both beside baselines."""
