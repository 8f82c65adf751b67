"""From the cells of a table to values: what a column is, how it is read, what is wrong."""
