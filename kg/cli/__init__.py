"""The command line: wiring and printing, nothing else."""
