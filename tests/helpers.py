"""Small tools for tests."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def add_cluster():
    from octant.clusters.models import Cluster

    return Cluster.objects.create(slug="north", name="North Shore Network", noun="network", country="SE")


def add_people(cluster):
    """One person for each role, and a stranger: {role: user}."""
    from octant.accounts.models import User
    from octant.clusters.models import Membership, Role

    users = {}
    for role in Role.values:
        users[role] = User.objects.create_user(f"{role}@example.org", name=f"The {role}")
        Membership.objects.create(cluster=cluster, user=users[role], role=role)
    users["stranger"] = User.objects.create_user("stranger@example.org", name="A stranger")
    return users


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
