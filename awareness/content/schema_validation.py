"""Holds a file against its schema and says in an author's words what does not fit."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from awareness.content.files import Document, KeyPath
from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Location

# What texts of a set form look like, for somebody who reads no regular expressions.
WORDS_BY_PATTERN = {
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$": "small letters and digits, with hyphens between words",
    r"^[a-z]+(?:_[a-z]+)*$": "small letters, with low lines between words",
    r"^[a-z]$": "one small letter",
    r"^[A-Z][A-Z0-9_]*$": "capitals, digits and low lines, as ONE_WORD",
    r"^(?:[a-z0-9-]+:)?[A-Z][A-Z0-9_]*$": "ONE_WORD of this report, or report:ONE_WORD",
    r"^D-\d+$": "D- and a number, as D-3",
    r"^[^\W\d_]{0,30}$": "one word of at most 30 letters",
    r"^[a-z0-9-]+/[a-z0-9]+(?:-[a-z0-9]+)*$": "report/page, in small letters, digits and hyphens",
    r"^(?:[a-z0-9-]+/)?[a-z0-9]+(?:-[a-z0-9]+)*$": "page or report/page, in small letters",
    r"^[a-z0-9-]+/[a-z0-9-]+(?:\.md)?$": "folder/name or folder/name.md, in small letters",
    r"^(?:[0-9]{4}(?:-[0-9]{2}){0,2}|undated)?$": "2024, 2024-05, 2024-05-31 or undated",
    r"^(?:[A-Z]{2})?$": "two capitals, as SE",
    r"^[A-Z]{2}$": "two capitals, as SE",
    r"^(?:about|foreword|essay|\d\d)$": "about, foreword, essay or two digits",
    r"^(?:about|foreword|essay|\d\d)$|^across$": "about, foreword, essay, across or two digits",
}
# By the type of pydantic's error: what is wrong, and what would be right.
MESSAGE_AND_FIX_BY_TYPE = {
    "string_type": ("is no text", "put it in quotes"),
    "int_type": ("is no whole number", "write a whole number"),
    "int_parsing": ("is no whole number", "write a whole number"),
    "bool_type": ("is neither true nor false", "write true or false"),
    "bool_parsing": ("is neither true nor false", "write true or false"),
    "date_type": ("is no day", "write it as 2018-08-13"),
    "date_from_datetime_parsing": ("is no day", "write it as 2018-08-13"),
    "date_parsing": ("is no day", "write it as 2018-08-13"),
    "list_type": ("is no list", "write it as [one, two]"),
    "tuple_type": ("is no list", "write it as [one, two]"),
    "dict_type": ("has no keys of its own", "write it as `key: value` lines"),
    "model_type": ("has no keys of its own", "write it as `key: value` lines"),
    "model_attributes_type": ("has no keys of its own", "write it as `key: value` lines"),
    "too_short": ("is too short", "add what is missing"),
    "too_long": ("is too long", "leave some of it out"),
}

# The same for what is too long, too large or too small: the name of its limit comes first.
LIMIT_BY_TYPE = {
    "string_too_long": ("max_length", "has more than {} letters", "say it in fewer"),
    "greater_than": ("gt", "is too small", "write a number above {}"),
    "greater_than_equal": ("ge", "is too small", "write {} or more"),
    "less_than_equal": ("le", "is too large", "write {} or less"),
}


def validate[Shape: BaseModel](
    shape: type[Shape], document: Document, problems: list[Problem], *key_path: str | int
) -> Shape | None:
    """The part of `document` at `key_path` as `shape`; None and problems when it does not fit."""
    data = document.data
    for key in key_path:
        data = data[key]
    try:
        return shape.model_validate(data)
    except ValidationError as invalid:
        errors = invalid.errors()
        misspelt_paths = {near for error in errors if (near := _likely_key_path(error, shape))}
        for error in errors:
            if error["type"] == "missing" and error["loc"] in misspelt_paths:
                continue  # it is there, under the unknown key that is reported
            loc = tuple(part for part in error["loc"] if part != "[key]")
            error_path = loc + ("kind",) * (error["type"] == "union_tag_invalid")
            location = document.location(*key_path, *_key_path_in(data, error_path))
            problems.append(problem_of(error, location, shape, loc))
    return None


def _likely_key_path(error: ErrorDetails, shape: type[BaseModel]) -> KeyPath:
    """The path of the key that an unknown one is likely to stand for; () for none."""
    if error["type"] != "extra_forbidden":
        return ()
    *parents, name = error["loc"]
    known_names = _known_names(shape, tuple(part for part in error["loc"] if part != "[key]"))
    return (
        (*parents, *close_names)
        if (close_names := get_close_matches(str(name), known_names, 1))
        else ()
    )


def problem_of(
    error: ErrorDetails, location: Location, shape: type[BaseModel], loc: KeyPath
) -> Problem:
    """One of pydantic's errors as a problem."""
    name = str(loc[-1]) if loc else ""
    kind, input_value = error["type"], error["input"]
    if kind == "too_long" and isinstance(input_value, str):
        kind = "string_too_long"  # what pydantic calls it after a validator of ours
    if name == "[key]":  # pydantic's word for a key that is wrong itself, and not what it holds
        name = ""
    if kind == "extra_forbidden" and input_value is None and " " in name:
        message = f"the text goes on after a comma: `{name}`"
        return problem(location, message, "put a text with commas between { } in quotes")
    if kind == "extra_forbidden":
        known_names = _known_names(shape, loc)
        close_names = get_close_matches(name, known_names, 1)
        fix = (
            f"did you mean `{close_names[0]}`?"
            if close_names
            else f"known are {', '.join(known_names)}"
        )
        return problem(location, f"unknown key `{name}`", fix)
    if kind == "missing":
        return problem(location, f"`{name}` is missing", f"add `{name}`")
    input_words = "" if isinstance(input_value, dict | list) else f" {str(input_value)[:40]!r}"
    message, fix = MESSAGE_AND_FIX_BY_TYPE.get(kind, ("", ""))
    if input_value is None:
        message = "is empty"
    if kind in ("literal_error", "enum"):
        message, fix = "is not known", f"write {error['ctx']['expected']}"
    elif kind == "union_tag_invalid":
        name, input_words = "kind", f" {error['ctx']['tag']!r}"
        message, fix = "is not known", f"write one of {error['ctx']['expected_tags']}"
    elif kind == "union_tag_not_found":
        return problem(location, "`kind` is missing", "add `kind`")
    elif kind in LIMIT_BY_TYPE:
        limit_name, message, fix = LIMIT_BY_TYPE[kind]
        limit = f"{error['ctx'][limit_name]:,}"
        message, fix = message.format(limit), fix.format(limit)
    elif kind == "string_pattern_mismatch":
        message, fix = (
            "is not of the right form",
            f"write {WORDS_BY_PATTERN[error['ctx']['pattern']]}",
        )
    elif not message:
        message = error["msg"].removeprefix("Value error, ")
        message, _, fix = (message[0].lower() + message[1:]).partition("; ")
        fix = fix or "mend it"
    if message == "is empty":
        input_words, fix = "", "write something"
    return problem(location, f"{f'`{name}`' if name else 'it'}{input_words} {message}", fix)


def _key_path_in(data: Any, loc: KeyPath) -> list[str | int]:
    """The part of pydantic's path that is a path of the file: tags of unions are not."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, list) and isinstance(part, int):
            data = data[part] if part < len(data) else None
        else:
            continue
        path.append(part)
    return path


def _known_names(shape: type[BaseModel], loc: KeyPath) -> list[str]:
    """The names that may stand where the unknown one stands, as far as the schema tells."""
    names = _field_names(shape)
    for part in loc[:-1]:
        field = shape.model_fields.get(str(part)) if shape else None
        if field is None:
            continue
        inner = _model_in(field.annotation, loc)
        if inner is None:
            return []
        shape, names = inner, _field_names(inner)
    return names


def _field_names(shape: type[BaseModel]) -> list[str]:
    """What the keys of a file are called, which may differ from the fields."""
    return [field.alias or name for name, field in shape.model_fields.items()]


def _model_in(annotation: Any, loc: KeyPath) -> type[BaseModel] | None:
    """The model of a field: of several the one whose `kind` pydantic's path names, else the first;
    None for a field of plain values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = [m for a in getattr(annotation, "__args__", ()) if (m := _model_in(a, loc))]
    tagged = [m for m in models if "kind" in m.model_fields]
    for model in tagged:
        if any(
            str(part) in getattr(model.model_fields["kind"].annotation, "__args__", ())
            for part in loc
        ):
            return model
    return models[0] if models else None
