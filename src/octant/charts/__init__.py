"""Charts: plain data in, SVG text out. No Django, no language, no chance: the same data give the same bytes."""
