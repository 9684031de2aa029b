"""Why a file cannot be read. The words stand in `words`: the reader of office files knows no Django."""


class SheetError(Exception):
    """`code` names the reason (a key of `words.SENTENCES`), `facts` what its sentence says besides."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts
