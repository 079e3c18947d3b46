"""How long until `troth serve` answers?"""
