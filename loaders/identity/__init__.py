"""Which names are the same person, place or institution: across articles, languages and scripts.

Keys (``blocks``) say which names are compared at all; ``likeness`` and ``context`` weigh a pair; ``decide`` has the two
thresholds; ``groups`` puts the decisions together so that nothing that is different ends up in one group; ``settle``
reads and writes the graph. Everything but ``held`` and ``settle`` is pure.
"""
