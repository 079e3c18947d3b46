"""How many governed reads share a flush, when 32 callers each wait until theirs is durable?"""
