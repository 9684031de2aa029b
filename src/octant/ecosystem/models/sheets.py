"""A sheet on its way into the register."""

from octant.core.sheets.uploads import SheetUpload


class SheetImport(SheetUpload):
    """`choices`: parts (`octant.ecosystem.sheets.plan.Part`), rules, what words mean, the terms for contacts.

    `undo`: what was added and changed, with the versions that the import left behind.
    """
