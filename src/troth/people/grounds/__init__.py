"""Grounds as they are kept: whom they cover, whether they were used, when they ended."""
