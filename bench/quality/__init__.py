"""How right the answers are: stories, copy families, who was first, clocks, blindspots. ``python -m bench.quality``.

Everything is loaded through the real pipeline and asked through the public questions; nothing here knows how they work.
"""
