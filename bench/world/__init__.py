"""A simulated news world whose truth is known by construction: who wrote, who copied, who was first, who kept silent.

``python -m bench.world -o DIR --events 300 --seed 1`` writes articles, sources, ratings and holdings as ``kg load``
reads them, and ``truth.jsonl`` (``bench.world.truth`` tells its rows). All words, outlets and people are made up;
places are real.
"""
