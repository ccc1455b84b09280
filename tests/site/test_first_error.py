"""Of a form that was refused the first field that has to be mended has the focus."""

from bs4 import BeautifulSoup
from django import forms


class Several(forms.Form):
    hidden = forms.CharField(widget=forms.HiddenInput)
    fine = forms.CharField()
    wrong = forms.IntegerField()
    chosen = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)


def focused(form: forms.Form) -> list[str]:
    return [field["name"] for field in BeautifulSoup(str(form), "lxml").select("[autofocus]")]


def test_only_the_first_that_is_shown_has_the_focus():
    assert focused(Several({"fine": "yes", "wrong": "x"})) == ["wrong"]
    assert focused(Several({"fine": "yes", "wrong": "1"})) == ["chosen"]
    assert focused(Several({"hidden": "h", "fine": "yes", "wrong": "1", "chosen": "a"})) == []
    assert focused(Several()) == []
