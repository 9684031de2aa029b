"""Clusters on the administration pages: who is where, and a new coordinator when the last one is gone."""

from typing import Any, cast

from django.contrib import admin
from django.forms import BaseModelFormSet
from django.http import HttpRequest

from octant.accounts.models import User

from .actions.people import change_role
from .models import Cluster, Membership


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ["user", "role", "joined_at", "left_at"]
    readonly_fields = ["user", "joined_at", "left_at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Cluster | None = None) -> bool:
        return False


@admin.register(Cluster)
class ClusterAdmin(admin.ModelAdmin):
    """What a cluster says is its own affair; the host may only change roles, and the journal says so."""

    list_display = ["name", "country", "created_at", "archived_at"]
    search_fields = ["name", "slug"]
    fields = ("name", "slug", "country", "created_at", "archived_at")
    readonly_fields = fields
    inlines = [MembershipInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Cluster | None = None) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool) -> None:
        """Roles change through the same action as on the page of people, journal entry included."""
        formset.save(commit=False)
        for membership, _fields in formset.changed_objects:
            change_role(membership=membership, role=membership.role, by=cast(User, request.user))
