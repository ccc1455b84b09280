"""What rooms above are told, inside the transaction in which it happens."""

from django.dispatch import Signal

# Somebody has finished a module: `completion`.
completed = Signal()
