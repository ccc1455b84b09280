"""What is done in the background: by what, how often it is tried, and when by the clock.

A part of the settings. Code knows `django.tasks` alone; the engine is named here
(docs/decisions/0014). Mail has a queue of its own, so that it can have a time limit of its own.
"""

TASKS = {
    "default": {
        "BACKEND": "awareness.worker.engine.Backend",
        "QUEUES": ["default", "mail"],
        "OPTIONS": {
            "WORKER_CLASS": "awareness.worker.process.SiteWorker",
            "LOCK_TIMEOUT": 60,  # seconds after which a task of a dead worker is another's
            "MAX_ATTEMPTS": 8,  # with the waits below: tried for 26 minutes
            "BACKOFF_INITIAL": 15,
            "BACKOFF_MAX": 600,
            "TASK_TIMEOUT": 600,
            "TASK_TIMEOUTS": {"mail": 60},
            "SCHEDULES": {  # minutes and hours of TIME_ZONE
                "clear_sessions": {
                    "task": "awareness.worker.tasks.clear_sessions",
                    # Often: outcomes of sign-ins that nobody came for are some of them.
                    "cron": "*/10 * * * *",
                },
                # Whoever puts one in that somebody waits for asks for it at once; this finds what a
                # kill, an absent server or working hours left.
                "send_waiting": {
                    "task": "awareness.outbox.tasks.send_waiting",
                    "cron": "* * * * *",
                },
                "put_in_mails": {
                    "task": "awareness.mailing.tasks.put_in_mails",
                    "cron": "2,32 * * * *",
                },
                "forget_private": {
                    "task": "awareness.outbox.tasks.forget_private",
                    "cron": "40 2 * * *",
                },
                # Asking sends at once; this finds joiners on their first day.
                "send_invitations": {
                    "task": "awareness.people.tasks.send_invitations",
                    "cron": "31 * * * *",
                },
                "forget_tries": {
                    "task": "awareness.people.tasks.forget_tries",
                    "cron": "5-55/10 * * * *",
                },
                # After every change of people as well; this finds days on which something begins.
                "evaluate_everybody": {
                    "task": "awareness.assignments.tasks.evaluate_everybody",
                    "cron": "3 * * * *",
                },
                "compact_tallies": {
                    "task": "awareness.assignments.tasks.compact_tallies",
                    "cron": "13 * * * *",
                },
                "publish_pooled_numbers": {
                    "task": "awareness.learning.tasks.publish_pooled_numbers",
                    "cron": "20 3 * * *",
                },
                # Saving asks for it at once; this finds what a kill or a turn of others left.
                "work_off_jobs": {
                    "task": "awareness.studio.tasks.work_off_jobs",
                    "cron": "* * * * *",
                },
                "look_after_report_files": {
                    "task": "awareness.studio.tasks.look_after_report_files",
                    "cron": "17 * * * *",
                },
                "look_after_imports": {
                    "task": "awareness.staffing.tasks.look_after_imports",
                    "cron": "12 * * * *",
                },
                "forget_finished": {
                    "task": "awareness.worker.tasks.forget_finished",
                    "cron": "7 * * * *",
                },
            },
        },
    }
}
