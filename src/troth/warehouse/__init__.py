"""Policies as SQL, for people who live in a warehouse. Needs the extra `sql`."""
