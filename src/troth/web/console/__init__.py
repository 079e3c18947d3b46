"""The console: what staff do for people who asked something of the company. Scope `cases`."""
