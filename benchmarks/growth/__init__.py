"""Do export and erasure of a person stay as fast when the store grows?"""
