"""The engine and the reference evaluator give the same answer to whatever can be asked."""
