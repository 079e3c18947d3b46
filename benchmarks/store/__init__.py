"""What does it cost to keep the promises, beside the bare database with the same data in plain text?"""
