"""What can be done with a tenancy. Each function is one use case, whole or not at all."""

from heimveg.tenancies.commands.ending import end_tenancy

__all__ = ["end_tenancy"]
