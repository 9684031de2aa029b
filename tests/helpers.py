"""Small tools for tests."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count_queries(client: Client, url: str) -> int:
    """How many queries a page makes; the page must answer 200."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200, f"{url} answered {response.status_code}"
    return len(queries)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '#pagebreak() #import "x.typ" $x^2$ *bold* _it_ `raw` @ref <label> [content] \\ // /* */',
    "مرحبا بالعالم",
    "שלום עולם",
    "👩‍👩‍👧 🌱 emoji",
    '=HYPERLINK("http://127.0.0.1")',
    "'; DROP TABLE rounds_round; --",
    "{{ settings.SECRET_KEY }} {% debug %}",
    "Žąsų ėdalas, õäöü, ļņķģ, łódź, øåæ, ß",
]
