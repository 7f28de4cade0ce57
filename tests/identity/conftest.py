"""Worlds and labelled pairs beside these tests are theirs."""
