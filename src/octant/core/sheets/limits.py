"""How much is read. Beyond that a file is refused with a sentence that says what to do."""

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_SHEETS = 50
LONGEST_CELL = 32_767  # what a spreadsheet program takes
MOST_UNPACKED = 600 * 1024 * 1024  # bytes in an office file, which is a packed folder
MOST_PARTS = 2_000  # files in that folder
MOST_MEMORY = 1536 * 1024 * 1024  # bytes the reader of office files may take
MOST_SECONDS = 120
MOST_REMARKS = 200  # remarks of one kind that are kept
