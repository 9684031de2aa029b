"""Tables from other programs: read safely into rows of text, written so that nothing in them is ever run.

`reading` turns a file into a store of rows (CSV and its kin in `text`, XLSX and ODS in `office`), `headings`
finds the row of headings and what each column means, `writing` makes CSV and XLSX.
"""
