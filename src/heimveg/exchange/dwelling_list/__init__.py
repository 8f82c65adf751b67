"""The list of dwellings: its columns, its checks, and what it makes of the register."""
