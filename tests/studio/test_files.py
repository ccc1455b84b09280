"""Content files are read with the line of everything."""

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from awareness.content import files
from awareness.content.csv_files import read_csv
from awareness.content.files import read_yaml
from awareness.content.reader import read_content
from tests.studio.content import write_tiny


def test_yaml_knows_the_line_of_every_part(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(
        "one: 1\ntwo:\n  - key: x\n    text: >-\n"
        "      first line\n      second line\n  - {key: y}\n"
    )

    document = read_yaml(path)

    assert document.data == {
        "one": 1,
        "two": [{"key": "x", "text": "first line second line"}, {"key": "y"}],
    }
    assert document.location("one").line == 1
    assert document.location("two").line == 2
    assert document.location("two", 0, "key").line == 3
    assert document.location("two", 1).line == 7
    assert document.location("two", 0, "missing").line == 3
    text = document.text(document.data["two"][0]["text"], "two", 0, "text")
    assert text.location_of("second").line == 6
    assert text.location_of("line", 1).line == 6
    assert text.location_of("line second line").line == 5  # wraps: where it begins


def test_yes_and_no_are_words_and_days_are_days(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("NO: 112\nyes: no\nday: 2018-05-02\nflag: true\n")

    data = read_yaml(path).data

    assert list(data) == ["NO", "yes", "day", "flag"]
    assert data["yes"] == "no"
    assert data["flag"] is True
    assert data["day"] == "2018-05-02"  # the core schema of YAML 1.2: days are read by their field


def test_a_key_twice_is_a_problem(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb: 2\na: 3\n")
    problems = []

    read_yaml(path, problems)

    [problem] = map(str, problems)
    assert problem.startswith(f"{path}:3: `a` stands twice")


def test_bad_yaml_names_its_line(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb: [1, 2\n")
    problems = []

    document = read_yaml(path, problems)

    assert not document.readable
    assert [problem.line for problem in problems] == [3]


def test_csv_counts_lines_over_cells_that_wrap(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"two\nlines"\n3,4\n5\n')
    problems = []

    columns, rows = read_csv(path, problems)

    assert columns == ["a", "b"]
    assert [(row.location.line, row.is_complete) for row in rows] == [
        (2, True),
        (4, True),
        (5, False),
    ]
    [problem] = map(str, problems)
    assert problem.startswith(f"{path}:5: this row has 1 cells, the head has 2; ")


def test_a_missing_file_and_one_that_is_no_text(tmp_path):
    problems = []
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")

    read_yaml(tmp_path / "a.yaml", problems)
    read_yaml(tmp_path / "b.yaml", problems)

    assert [problem.message for problem in problems] == [
        "is missing",
        "is saved as UTF-16 and not as UTF-8",
    ]


ODD = [
    ("a: &x 1\nb: 2\n", 1, "`&x` is an anchor"),
    ("a: [1]\nb: *x\n", 2, "`*x` is an alias"),
    ("a: &x [1]\nb: [*x, *x]\n", 1, "`&x` is an anchor"),
    ("*x : 1\n", 1, "`*x` is an alias"),
    ("a: 1\n<<: {b: 2}\n", 2, "`<<` takes over keys"),
    ("a: 1\n2018: b\n", 2, 'the key `2018` is a number; write "2018": in quotes'),
    ("1.5: b\n", 1, "the key `1.5` is a number"),
    ("true: b\n", 1, "the key `true` is true or false"),
    ("2018-05-02: b\n", 1, "the key `2018-05-02` is a day"),
    ("null: b\n", 1, "the key `null` is nothing"),
    ("~: b\n", 1, "the key `~` is nothing"),
    ("a: 1\n? \n: b\n", 2, "a key is missing"),
    ("=: b\n", 1, "the key `=` is a sign"),
    ("? [a, b]\n: c\n", 1, "a key is a list"),
    ("? {a: b}\n: c\n", 1, "a key is a group of keys"),
    ("a: !!python/object/apply:os.system [ls]\n", 1, "`!!python/object/apply:os.system` is a tag"),
    ("a: !!str 1\n", 1, "`!!str` is a tag"),
    ("a: !own 1\n", 1, "`!own` is a tag"),
    ("a: ! 1\n", 1, "`!` is a tag"),
    ("!!map {a: 1}\n", 1, "`!!map` is a tag"),
    ("a: 1\n---\nb: 2\n", 2, "a second document begins here"),
    ("a: " + "[" * 30 + "]" * 30, 1, "more than 24 things stand within each other"),
    ("a: " + "[" * 5000, 1, "more than 24 things stand within each other"),
    ("a: b\n" * 3 + "c: d\u2028e\n", 4, "a hidden line break (U+2028)"),
    # Spelt out, what stands for no sign: no database takes it.
    ('a: 1\nb: "c\\0d"\n', 2, "a control sign (U+0000)"),
    ('a:\n- b\n- "\\x7f"\n', 3, "a control sign (U+007F)"),
    ('a: 1\n"b\\e": 2\n', 2, "a control sign (U+001B)"),
]


@pytest.mark.parametrize(("text", "line", "message"), ODD)
def test_what_nobody_can_see_through_is_refused_in_words(text, line, message, tmp_path):
    path, problems = tmp_path / "a.yaml", []
    path.write_bytes(text.encode())

    document = read_yaml(path, problems)

    (only,) = problems
    assert str(only).startswith(f"{path}:{line}: {message}")
    assert only.fix
    assert not document.readable
    assert document.data is None


class PythonLoader(yaml.SafeLoader):
    """What reads YAML where libyaml is not installed: it takes halves of signs."""

    yaml_implicit_resolvers = files.CoreLoader.yaml_implicit_resolvers


@pytest.mark.parametrize("loader", [files.CoreLoader, PythonLoader])
@pytest.mark.parametrize("text", ['a: 1\nb: "\\ud83d\\ude00"\n', 'a: 1\n"b\\udfff": 2\n'])
def test_half_a_sign_is_refused_by_whatever_reads_it(text, loader, monkeypatch):
    monkeypatch.setattr(files, "CoreLoader", loader)
    files._parse_yaml.cache_clear()  # it is read by this loader, whoever read the same text before
    problems = []
    document = read_yaml(Path("a.yaml"), problems, text)
    assert [problem.line for problem in problems] == [2]
    assert document.data is None


def test_what_looks_odd_and_is_quoted_is_a_word(tmp_path):
    path, problems = tmp_path / "a.yaml", []
    path.write_text('"<<": 1\n"2018": 2\nNO: 3\nyes: "*x"\n"null": "!a"\n')
    assert list(read_yaml(path, problems).data) == ["<<", "2018", "NO", "yes", "null"]
    assert problems == []


def test_lines_of_a_head_count_from_the_top_of_its_file(tmp_path):
    problems = []
    read_yaml(tmp_path / "a.md", problems, "title: A\nlead: *b", first=2)
    assert [problem.line for problem in problems] == [3]


def test_nothing_at_all_is_readable(tmp_path):
    path = tmp_path / "a.yaml"
    for text in ("", "\n", "# nothing\n", "---\n", "---\n...\n"):
        path.write_text(text)
        document = read_yaml(path)
        assert document.readable
        assert document.data is None


SIGNS = st.text(alphabet="ab1:- \n\t[]{}&*!?|>'\"#%@`,.<=~\0\ufeff\ud7ff\u2028é", max_size=40)
SNIPPETS = st.lists(
    st.sampled_from(
        ["a: ", "- ", "\n", "  ", "[", "]", "{", "}", "&x ", "*x", "!!int ", "? ", ": ", "|\n",
         ">-\n",
         "---\n", "...\n", "%YAML 1.1\n", "2001-99-99", "0x", "0b_", "1:60", "._", "-.inf",
         "1e999",
         "9" * 5000, "2001-01-01T00:00:00+99:99", "'", '"', "\\x", "<<: ", "# c\n", "\r",
         "\x85"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("yaml") / "a.yaml"


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.one_of(SIGNS.map(str.encode), SNIPPETS.map(str.encode), st.binary(max_size=30)))
@example(b"a: 0001-01-01T00:00:00+23:59")
@example(b"? ")
@example(b"a: !<tag:yaml.org,2002:binary> x")
def test_no_bytes_raise_anything(scratch, data):
    problems = []
    scratch.write_bytes(data)
    document = read_yaml(scratch, problems)
    assert document.readable or problems
    for first, last in document.spans.values():
        assert 1 <= first <= last <= len(document.lines) + 1
    read_csv(scratch, problems)
    for problem in problems:
        assert problem.message
        assert problem.line >= 1


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("tiny"))


@settings(deadline=None, max_examples=40, derandomize=True)
@given(
    st.sampled_from(["report.yaml", "questions.yaml", "tables/tables.yaml", "figures.csv"]),
    st.one_of(SIGNS, SNIPPETS),
)
def test_no_file_of_a_pack_raises_anything(tiny_folder, name, text):
    path = tiny_folder / "tiny" / "reports" / "tiny-2020" / name
    before = path.read_bytes()
    try:
        path.write_bytes(text.encode())
        read_content([tiny_folder])
    finally:
        path.write_bytes(before)
