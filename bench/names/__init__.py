"""How well names are found, beside plain spaCy: ``python -m bench.names [FILE or FOLDER…] [--half tuned|…]``.

Any labelled file that ``bench.labelled`` reads; without one, the set of our own beside this file.
"""
