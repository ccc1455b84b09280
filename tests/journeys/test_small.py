"""Pictures of the docs come out with the colours they had, and smaller."""

from tests.journeys.browser import NARROW
from tests.journeys.small import _read, reduce


def test_a_picture_keeps_its_colours(visit, tmp_path):
    page, file = visit(size=NARROW), tmp_path / "away.png"
    page.goto("/learn/away/")
    page.screenshot(path=file)
    before, size = _read(file.read_bytes()), file.stat().st_size
    reduce(file)
    assert file.stat().st_size < size
    page.goto(file.as_uri())
    page.locator("img").screenshot(path=file)  # as a browser reads it
    after = _read(file.read_bytes())
    assert after[:2] == before[:2]
    apart = [sum(abs(a - b) for a, b in zip(*pair, strict=True))
             for pair in zip(before[2], after[2], strict=True)]  # fmt: skip
    assert max(apart) < 24
