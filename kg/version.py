"""The version of newskg, in one place: reading it from the installed distribution takes 30 ms at each start."""

VERSION = "0.1.0"
