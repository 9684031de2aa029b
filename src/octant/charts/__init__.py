"""Charts: plain data in, SVG text out. No Django and no language; the same data give the same bytes."""
