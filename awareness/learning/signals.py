"""What rooms above are told, inside the transaction in which it happens."""

from django.dispatch import Signal

# Somebody has finished a module: `completion`.
module_completed = Signal()
# Which modules are live, or which of them are adopted, is another than before.
live_modules_changed = Signal()
