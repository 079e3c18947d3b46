"""How many bytes does a value of 100 bytes take, with all that is kept about it?"""
