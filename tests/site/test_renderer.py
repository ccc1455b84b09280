"""What is pasted into a field arrives whole: too long, it comes back with words, and is there."""

from pathlib import Path

from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.urls import reverse


class LongForm(forms.Form):
    name = forms.CharField(max_length=4)
    text = forms.CharField(max_length=4, widget=forms.Textarea)
    link = forms.URLField(max_length=4)
    both = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget(date_attrs={"maxlength": 4}))


def test_no_field_cuts_what_is_pasted():
    page = BeautifulSoup(str(LongForm({"name": "Sverige"})), "html.parser")
    assert page.find(attrs={"name": "both_1"})
    assert not page.find_all(attrs={"maxlength": True})
    assert page.find(attrs={"name": "name"})["value"] == "Sverige"
    assert "at most 4 characters" in page.text


def test_nor_does_one_that_a_template_writes():
    folder = Path(settings.BASE_DIR) / "templates"
    cutting = [path for path in folder.rglob("*.html") if "maxlength" in path.read_text()]
    assert cutting == []


def test_a_long_name_comes_back_in_words(client_for, eva, site):
    long = "Västra lagret " * 20
    page = client_for(eva).post(reverse("places:add_site"), {"name": long, "country": "SE"})
    assert page.status_code == 422
    form = BeautifulSoup(page.content, "html.parser")
    assert form.find(attrs={"name": "name"})["value"] == long
    assert "at most 80 characters" in form.main.text
