"""What somebody can do who has got at the database itself: drills do it, to see whether it helps them."""
