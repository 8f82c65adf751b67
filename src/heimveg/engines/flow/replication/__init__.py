"""One replication, event by event: the tables it works on, and the compiled loop."""
