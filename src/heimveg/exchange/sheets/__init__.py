"""Spreadsheets as bytes: what a file is, whether it is safe to open, and what stands in it.

Pure: no Django, no database, no clock. Nothing here knows a column of Heimveg.
"""
