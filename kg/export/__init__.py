"""Subgraphs out of the graph, to networkx and to files."""
