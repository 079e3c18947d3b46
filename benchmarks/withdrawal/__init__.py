"""How long until a purpose is withdrawn for thousands of records?"""
