from django.utils.translation import gettext_lazy as _

VERBS = {
    "target_mix_changed": _("changed the mix of organisations that is wanted"),
    "policy_added": _("added the policy"),
    "policy_changed": _("changed the policy"),
    "policy_removed": _("removed the policy"),
    "policy_restored": _("brought back the policy"),
    "funding_added": _("added the funding"),
    "funding_changed": _("changed the funding"),
    "funding_removed": _("removed the funding"),
    "funding_restored": _("brought back the funding"),
}
