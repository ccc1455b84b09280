"""Which languages people of a site need, and which of them there are. Pure."""

import re

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info

SHIPPED_LANGUAGES = ("en",)  # what the modules, the library and the pages themselves exist in


def language_code_of(written: str) -> str:
    """The code of a language that was written as a code or by a name; "" when it is unknown."""
    written = written.strip().casefold()
    for code, info in LANG_INFO.items():
        known = (code, info.get("name", ""), info.get("name_local", ""))
        if written and written in {name.casefold() for name in known}:
            return code
    return ""


def parse_languages(text: str) -> tuple[list[str], list[str]]:
    """(codes, what is no language that is known here) of a list written with commas."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    codes = dict.fromkeys(code for part in parts if (code := language_code_of(part)))
    return list(codes), [part for part in parts if not language_code_of(part)]


def language_name(code: str) -> str:
    """The language's name in the language of the page; the code itself when it is unknown."""
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code


def shipped_among(codes: list[str]) -> list[str]:
    """Those of the codes that ship; a variety counts for its language (en-gb for en)."""
    return [code for code in codes if code.partition("-")[0] in SHIPPED_LANGUAGES]
