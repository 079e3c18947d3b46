"""One folder a question. Each runs its own baseline beside ours, round by round, and prints ratios."""
