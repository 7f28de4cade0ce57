"""Owner facts that are shipped: the table, the script that makes it, and what the script knows."""
