from django.utils.translation import gettext_lazy as _

VERBS = {
    "measure.added": _("added the measure"),
    "measure.copied": _("copied a measure to"),
    "measure.changed": _("changed the measure"),
    "measure.removed": _("removed the measure"),
    "measure.restored": _("brought back the measure"),
    "measure.contributor_added": _("added somebody who joins in to the measure"),
    "measure.contributor_removed": _("removed somebody who joined in from the measure"),
    "measure.dependency_added": _("noted what has to come first for the measure"),
    "measure.dependency_removed": _("removed what had to come first for the measure"),
    "milestone.added": _("added the milestone"),
    "milestone.generated": _("added the usual milestones to the measure"),
    "milestone.changed": _("changed the milestone"),
    "milestone.removed": _("removed the milestone"),
    "milestone.restored": _("brought back the milestone"),
    "resource.added": _("added a resource to the measure"),
    "resource.changed": _("changed a resource of the measure"),
    "resource.removed": _("removed a resource of the measure"),
    "resource.restored": _("brought back a resource of the measure"),
}
