"""What has been changed of a record, by whom and when: kept by the database, told in words."""
