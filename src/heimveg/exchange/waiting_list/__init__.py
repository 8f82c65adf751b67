"""The waiting list: its columns, whom its rows are about, and what it makes of the register."""
