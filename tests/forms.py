"""The forms of a page, read from its HTML as a browser would read them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

from django.http import HttpResponse
from django.test import Client

TYPED = {"text", "textarea", "url", "email", "search"}


@dataclass
class Form:
    """`kinds` says of each field what it is: text, textarea, date, select, radio, hidden …"""

    action: str
    method: str
    saves_itself: bool = False
    kinds: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)  # the first choice of radio buttons or a list
    longest: dict[str, int] = field(default_factory=dict)
    button: list[tuple[str, str]] | None = None  # what the first button adds; None: no button yet

    @property
    def typed(self) -> list[str]:
        """Fields in which a person writes freely."""
        return [name for name, kind in self.kinds.items() if kind in TYPED]

    @property
    def others(self) -> list[str]:
        return [name for name in self.kinds if name not in self.typed]

    def filled(self, **changed: str) -> list[tuple[str, str]]:
        """What the browser would send, with some fields changed."""
        pairs = [
            (name, value)
            for name, values in self.values.items()
            for value in ([changed[name]] if name in changed else values)
        ]
        pairs += [(name, value) for name, value in changed.items() if name not in self.values]
        return pairs + (self.button or [])


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, []
        self.form: Form | None = None
        self.select = self.textarea = ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            action = urljoin(self.page, given.get("action") or "").partition("#")[0]
            self.form = Form(action, (given.get("method") or "get").lower(), "data-autosave" in given)
            self.forms.append(self.form)
        name = given.get("name") or ""
        first = self.form is not None and self.form.button is None
        if first and tag == "button" and given.get("type", "submit") == "submit":
            self.form.button = [(name, given.get("value") or "")] if name else []
            if given.get("formaction"):  # a button may lead elsewhere than its form
                self.form.action = urljoin(self.page, given["formaction"])
        if self.form is None or (not name and tag != "option"):
            return
        if given.get("maxlength"):
            self.form.longest[name] = int(given["maxlength"])
        if tag == "input":
            self._input(self.form, name, given)
        elif tag == "textarea":
            self.form.kinds[name], self.form.values[name] = "textarea", [""]
            self.textarea = name
        elif tag == "select":
            self.form.kinds[name] = "select"
            self.select = name
        elif tag == "option" and self.select:
            self._option(self.form, given)

    def _option(self, form: Form, given: dict[str, str | None]) -> None:
        value = given.get("value") or ""
        if value:
            form.offered.setdefault(self.select, value)
        if "selected" in given or self.select not in form.values:
            form.values[self.select] = [value]

    def _input(self, form: Form, name: str, given: dict[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if name == "csrfmiddlewaretoken" or kind == "file":
            return
        form.kinds[name] = kind
        if kind not in ("radio", "checkbox"):
            form.values[name] = [given.get("value") or ""]
            return
        form.offered.setdefault(name, given.get("value") or "on")
        if "checked" in given:
            form.values.setdefault(name, []).append(given.get("value") or "on")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            if self.form and self.textarea:  # HTML drops the first line break
                self.form.values[self.textarea][0] = self.form.values[self.textarea][0].removeprefix("\n")
            self.textarea = ""

    def handle_data(self, data):
        if self.form and self.textarea:
            self.form.values[self.textarea][0] += data


def forms_of(url: str, html: str) -> list[Form]:
    reader = _Reader(url)
    reader.feed(html)
    return reader.forms


def send(client: Client, form: Form, pairs: list[tuple[str, str | bytes]], **headers: str) -> HttpResponse:
    """Post (or get) exactly these fields in this order, bytes as they are."""
    body = urlencode([(name, value) for name, value in pairs])
    if form.method == "get":
        return client.get(f"{form.action}?{body}", headers=headers)
    return client.post(form.action, body, content_type="application/x-www-form-urlencoded", headers=headers)
