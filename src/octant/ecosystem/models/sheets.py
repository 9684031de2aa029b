"""A sheet on its way into the register."""

from octant.core.sheets.uploads import SheetUpload


class SheetImport(SheetUpload):
    """`choices`: parts (see `octant.ecosystem.sheets.plan.Part`), rules, what words mean, what holds for contacts.

    `undo`: what was added and changed, with the versions the import left behind.
    """
