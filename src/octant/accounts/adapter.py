from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """What Octant takes from allauth: how a session begins, what a code looks like, how often one may try."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts begin on our own sign-in page (octant.accounts.sign_in), nowhere else."""
        return False
