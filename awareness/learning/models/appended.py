"""Rows that are added and never changed: what people did."""

from awareness.people.appended import Appended, AppendedQuerySet

__all__ = ["Appended", "AppendedQuerySet"]
