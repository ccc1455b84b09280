"""What rooms above are told."""

from django.dispatch import Signal

# A subject went on or off (`key`), in the transaction of whoever chose it.
subject_switched = Signal()
