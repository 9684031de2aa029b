"""What the journal says about a cluster and its people."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "cluster_created": _("created the cluster"),
    "cluster_changed": _("changed the settings of"),
    "cluster_archived": _("archived the cluster"),
    "cluster_restored": _("restored the cluster"),
    "fact_added": _("added the fact"),
    "fact_changed": _("changed the fact"),
    "fact_removed": _("removed the fact"),
    "fact_restored": _("brought back the fact"),
    "person_invited": _("invited"),
    "link_made": _("made an invitation link"),
    "invitation_withdrawn": _("withdrew the invitation"),
    "person_joined": _("accepted the invitation"),
    "person_left": _("left the cluster"),
    "person_removed": _("removed from the team"),
    "person_brought_back": _("brought back to the team"),
    "role_changed": _("changed the role of"),
    "coordination_handed_over": _("handed the coordination over to"),
}
