"""Bringing 10,000 organisations from an XLSX, against reading that sheet alone; other sizes show the growth.

Reading: the file to rows of text, as Octant does it. Importing: everything, from the uploaded file to the
register: reading, finding what is known, checking each cell, writing. Each part is timed in turns.
"""

import statistics
import time
from pathlib import Path

from support import data_folder, machine, table, verdict

SIZES = (1_000, 3_000, 10_000)
JUDGED = 10_000
REPEATS = 5
MOST_TIMES = 5
HEAD = [
    "Name",
    "Sector",
    "Kind",
    "Place",
    "Website",
    "Fields of work",
    "Influence",
    "Interest",
    "Notes",
    "As of",
]


def main() -> int:
    print(f"Importing on {machine()}; the median of {REPEATS} times, measured in turns")
    rows = []
    good = True
    with data_folder() as folder:
        for size in SIZES:
            source = folder / f"{size}.xlsx"
            source.write_bytes(workbook(size))
            taken = measured(source)
            middle = {name: statistics.median(times) for name, times in taken.items()}
            ratio = middle["import"] / middle["read"]
            fits = ratio <= MOST_TIMES
            good = good and (fits or size != JUDGED)
            rows.append(
                [
                    f"{size:,}",
                    *(f"{middle[name] * 1000:,.0f} ms" for name in ("read", "check", "import", "again")),
                    f"{ratio:.2f}",
                    verdict(fits) if size == JUDGED else "",
                ]
            )
    table(["rows", "read alone", "check", "import", "the same again", "× reading", ""], rows)
    return int(not good)


def workbook(size: int) -> bytes:
    """A sheet as coordinators keep them: ten columns, most of them filled."""
    from octant.core.sheets.writing import xlsx

    places = ("Riga", "Liepāja", "Gdańsk", "Kiel", "Malmö", "Tartu", "Bergen", "Lviv", "Kaunas", "Rostock")
    sectors = ("Public sector", "Private sector", "Social economy and civil society", "Academia and research")
    lines: list[list[object]] = [HEAD]
    for n in range(size):
        lines.append(
            [
                f"Organisation {n} of {places[n % 10]}",
                sectors[n % 4],
                "Association" if n % 3 else "Company",
                places[n % 10],
                f"https://organisation-{n}.example.org/",
                "energy | youth" if n % 2 else "food",
                n % 5 + 1,
                (n * 3) % 5 + 1,
                f"What number {n} does, in a sentence or two. " * 2,
                "2026-05",
            ]
        )
    return xlsx({"Organisations": lines})


def measured(source: Path) -> dict[str, list[float]]:
    """Seconds for reading, checking, importing into an empty register, and checking the same again."""
    from octant.core.sheets import reading

    taken: dict[str, list[float]] = {name: [] for name in ("read", "check", "import", "again")}
    stored = source.with_suffix(".rows")
    for turn in range(REPEATS):
        begin = time.perf_counter()
        reading.convert(source, stored)
        for sheet in ("Organisations",):
            for _row in reading.rows(stored, sheet):
                pass
        taken["read"].append(time.perf_counter() - begin)
        for name, seconds in brought(source, f"bench-{source.stem}-{turn}").items():
            taken[name].append(seconds)
    return taken


def brought(source: Path, slug: str) -> dict[str, float]:
    """Through the same actions as the pages use, with everything done at once."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from octant.accounts.models import User
    from octant.clusters.models import Cluster
    from octant.core.sheets import uploads
    from octant.ecosystem.actions import sheets as actions
    from octant.ecosystem.forms.sheets import ColumnsForm
    from octant.ecosystem.models import Organisation, SheetImport
    from octant.ecosystem.queries import sheets as queries

    uploads.in_background = lambda task: task()
    user, _made = User.objects.get_or_create(
        email="coordinator@example.org", defaults={"name": "Coordinator"}
    )
    cluster = Cluster.objects.create(slug=slug, name="Bench", country="LV")
    content = source.read_bytes()

    def checked() -> SheetImport:
        file = SimpleUploadedFile("partners.xlsx", content)
        row = SheetImport.objects.get(pk=actions.upload(cluster=cluster, by=user, file=file).pk)
        samples = queries.samples(row, {})
        fields = {"what-0": samples[0].what}
        fields |= {f"column-0-{column.place}": column.guess for column in samples[0].columns}
        form = ColumnsForm(fields, sheets=samples)
        assert form.is_valid(), form.errors
        actions.choose(row=row, choices={"parts": form.parts()})
        return SheetImport.objects.get(pk=row.pk)

    begin = time.perf_counter()
    row = checked()
    middle = time.perf_counter()
    actions.start(row=row, by=user)
    end = time.perf_counter()
    assert Organisation.objects.filter(cluster=cluster).count() == int(source.stem)
    again = checked()
    last = time.perf_counter()
    assert set(again.result["figures"]) == {"organisations.same", "by.name"}, again.result["figures"]
    Organisation.objects.filter(cluster=cluster).delete()
    return {"check": middle - begin, "import": end - begin, "again": last - end}


if __name__ == "__main__":
    raise SystemExit(main())
