"""Choosing promising methods (utvelgelse av lovende arbeidsmetoder): blind, measured, reproducible.

A round reads every candidate twice, in phases, by raters who know nothing of each other's verdicts (003 ch. 2).
"""
