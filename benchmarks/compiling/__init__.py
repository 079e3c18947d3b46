"""How long does a policy of 1,000 clauses take to read and compile, and does swapping it pause decisions?"""
