"""The pages of the register that stand side by side, as tabs."""

from django.utils.translation import gettext_lazy as _

# (name of the address, label); one line for each page.
TABS = [
    ("ecosystem:list", _("Organisations")),
    ("ecosystem:network", _("Network")),
    ("ecosystem:map", _("Map")),
    ("ecosystem:matching", _("Matchmaking")),
    ("ecosystem:landscape", _("Landscape")),
]
