"""Countries a cluster may lie in: those around the Baltic Sea first, then the rest of Europe (ISO 3166-1)."""

from django.utils.translation import gettext_lazy as _

BALTIC_SEA = {
    "DE": _("Germany"),
    "DK": _("Denmark"),
    "EE": _("Estonia"),
    "FI": _("Finland"),
    "LV": _("Latvia"),
    "LT": _("Lithuania"),
    "NO": _("Norway"),
    "PL": _("Poland"),
    "SE": _("Sweden"),
}
REST_OF_EUROPE = {
    "AL": _("Albania"),
    "AD": _("Andorra"),
    "AM": _("Armenia"),
    "AT": _("Austria"),
    "AZ": _("Azerbaijan"),
    "BY": _("Belarus"),
    "BE": _("Belgium"),
    "BA": _("Bosnia and Herzegovina"),
    "BG": _("Bulgaria"),
    "HR": _("Croatia"),
    "CY": _("Cyprus"),
    "CZ": _("Czechia"),
    "FR": _("France"),
    "FO": _("Faroe Islands"),
    "GE": _("Georgia"),
    "GR": _("Greece"),
    "GL": _("Greenland"),
    "HU": _("Hungary"),
    "IS": _("Iceland"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "XK": _("Kosovo"),
    "LI": _("Liechtenstein"),
    "LU": _("Luxembourg"),
    "MT": _("Malta"),
    "MD": _("Moldova"),
    "MC": _("Monaco"),
    "ME": _("Montenegro"),
    "NL": _("Netherlands"),
    "MK": _("North Macedonia"),
    "PT": _("Portugal"),
    "RO": _("Romania"),
    "SM": _("San Marino"),
    "RS": _("Serbia"),
    "SK": _("Slovakia"),
    "SI": _("Slovenia"),
    "ES": _("Spain"),
    "CH": _("Switzerland"),
    "TR": _("Türkiye"),
    "UA": _("Ukraine"),
    "GB": _("United Kingdom"),
    "AX": _("Åland Islands"),
}
OTHER = {"ZZ": _("another country, or several")}
NAMES = BALTIC_SEA | REST_OF_EUROPE | OTHER

CHOICES = [
    ("", _("Choose a country")),
    (_("Around the Baltic Sea"), list(BALTIC_SEA.items())),
    (_("Rest of Europe"), list(REST_OF_EUROPE.items())),
    (_("Elsewhere"), list(OTHER.items())),
]

# Languages people may speak at the table; the names come from Django in the reader's language.
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "is", "it", "lt", "lv"),
    *("mk", "nb", "nl", "nn", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk"),
)


def name(code: str) -> str:
    return str(NAMES.get(code, code))
