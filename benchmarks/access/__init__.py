"""Is everything that is held of a person put together, and erased, as fast in a store of a million people?"""
