"""What a browser with an empty cache loads to show a page, and from whom."""

from support import data_folder, served, session_for, table, verdict, visit

MOST_BYTES = 150_000


def main() -> int:
    with data_folder() as folder:
        from octant.accounts.models import User
        from octant.clusters.models import Cluster
        from octant.demo.load import load

        load()
        session = session_for(User.objects.order_by("pk").first())
        cluster = Cluster.objects.order_by("pk").first()
        overview = f"/clusters/{cluster.slug}/rounds/1/"
        pages = [("/", ""), ("/guide/csei/1/", ""), (overview, session), (f"{overview}ratings/", session)]
        rows, shown = [], ""
        with served(folder) as server:
            for path, whose in pages:
                seen = visit(server, path, whose)
                if seen is None:
                    print("No browser found, so nothing was measured. OCTANT_BROWSER names one.")
                    return 1
                good = seen.bytes <= MOST_BYTES and not seen.third_party
                rows.append(
                    [
                        path,
                        str(seen.requests),
                        f"{seen.bytes / 1000:.1f} kB",
                        str(len(seen.third_party)),
                        verdict(good),
                    ]
                )
                shown = "\n".join(f"  {size / 1000:6.1f} kB  {url}" for size, url in seen.parts)
    table(
        ["first visit", "requests", f"transferred (aim ≤ {MOST_BYTES // 1000} kB)", "third parties", ""], rows
    )
    print(f"\nWhat the last page is made of:\n{shown}")
    return int(any(row[-1] == "MISSED" for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
