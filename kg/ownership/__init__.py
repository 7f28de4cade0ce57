"""Who owns, who controls, since when, and who says so: the ownership engine, pure and apart from stores.

Statements (``holdings``) become links with money, votes and control apart (``links``); from these come effective shares
as ranges (``shares``), control (``control``), ultimate owners (``ultimate``), whole answers (``answer``) and
concentration. numpy and scipy are imported where they compute, so that importing this costs nothing.
"""
