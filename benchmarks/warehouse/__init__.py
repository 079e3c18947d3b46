"""Policies as SQL: how long the writing takes, and what a scan under them costs."""
