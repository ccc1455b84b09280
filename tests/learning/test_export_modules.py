"""export_modules: a JSON list on stdout, and nothing else."""

import json

from django.core.management import call_command


def test_it_lists_every_live_module(module, capsys):
    call_command("export_modules", "--format", "json")
    out, err = capsys.readouterr()
    first, topic = json.loads(out)
    assert err == ""
    assert first["slug"] == "first"
    assert topic == {
        "slug": "topic",
        "track": "all-staff",
        "title": "A neutral title",
        "version": "1.0",
        "mandatory": True,
        "minutes": 10,
        "objectives": {"know": "You can tell."},
        "editions": ["ordinary", "plain"],
        "decisions": {},
        "steps": [
            {
                "kind": "scenario",
                "slug": "decide",
                "questions": ["scenario/t1-a", "scenario/t1-b"],
            },
            {"kind": "read", "slug": "text", "questions": []},
            {"kind": "estimate", "slug": "guess", "questions": ["rep/guess"]},
            {"kind": "check", "slug": "check", "questions": ["rep/q1", "rep/q2"]},
            {"kind": "commit", "slug": "contact", "questions": []},
        ],
    }


def test_it_is_an_empty_list_when_nothing_is_published(db, capsys):
    call_command("export_modules")
    assert json.loads(capsys.readouterr().out) == []
