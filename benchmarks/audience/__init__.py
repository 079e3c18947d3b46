"""Whom may a message go to? The answer for everyone at once, beside scans of the same facts as plain columns."""
