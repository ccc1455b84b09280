"""Content files are read with the line of everything."""

from awareness.studio.files import read_csv, read_yaml


def test_yaml_knows_the_line_of_every_part(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(
        "one: 1\ntwo:\n  - key: x\n    text: >-\n"
        "      first line\n      second line\n  - {key: y}\n"
    )

    document = read_yaml(path, [])

    assert document.data == {
        "one": 1,
        "two": [{"key": "x", "text": "first line second line"}, {"key": "y"}],
    }
    assert document.place("one").line == 1
    assert document.place("two").line == 2
    assert document.place("two", 0, "key").line == 3
    assert document.place("two", 1).line == 7
    assert document.place("two", 0, "missing").line == 3
    text = document.text(document.data["two"][0]["text"], "two", 0, "text")
    assert text.place_of("second").line == 6
    assert text.place_of("line", 1).line == 6
    assert text.place_of("line second line").line == 5  # wraps: where it begins


def test_yes_and_no_are_words_and_days_are_days(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("NO: 112\nyes: no\nday: 2018-05-02\nflag: true\n")

    data = read_yaml(path, []).data

    assert list(data) == ["NO", "yes", "day", "flag"]
    assert data["yes"] == "no"
    assert data["flag"] is True
    assert data["day"].isoformat() == "2018-05-02"


def test_a_key_twice_is_a_problem(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb: 2\na: 3\n")
    problems = []

    read_yaml(path, problems)

    assert [str(each) for each in problems] == [f"{path}:3: `a` stands twice; keep one of them"]


def test_bad_yaml_names_its_line(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb: [1, 2\n")
    problems = []

    document = read_yaml(path, problems)

    assert not document.readable
    assert [each.line for each in problems] == [3]


def test_csv_counts_lines_over_cells_that_wrap(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"two\nlines"\n3,4\n5\n')
    problems = []

    columns, rows = read_csv(path, problems)

    assert columns == ["a", "b"]
    assert [(row.place.line, row.whole) for row in rows] == [(2, True), (4, True), (5, False)]
    assert [str(each) for each in problems] == [
        f"{path}:5: this row has 1 cells, the head has 2; put a text with commas in quotes"
    ]


def test_a_missing_file_and_one_that_is_no_text(tmp_path):
    problems = []
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")

    read_yaml(tmp_path / "a.yaml", problems)
    read_yaml(tmp_path / "b.yaml", problems)

    assert [each.what for each in problems] == ["is missing", "is not UTF-8"]
