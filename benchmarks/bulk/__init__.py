"""How fast are many values read and taken in at once, beside the bare database?"""
