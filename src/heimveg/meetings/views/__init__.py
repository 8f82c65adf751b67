"""The meetings' pages: the list, a series, a meeting, an item at the table, tasks."""
