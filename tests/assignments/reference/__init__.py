"""The rules of who is asked what and by when, written a second time: plain, slow, in memory.

`world` holds what there is, `asking` decides, `deeds` is what people do, `reading` what each of
them reads of it. No database, no Django, and nothing of `awareness.assignments`: tests run a
history in both, and whatever differs is a mistake of one of them.
"""
