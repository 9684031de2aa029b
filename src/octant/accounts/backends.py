"""Who is signed in: as allauth says; reading the person, which every page does, costs less."""

from allauth.account.auth_backends import AuthenticationBackend

from octant.core.prepared import Prepared

from .models import User

_user = Prepared[User](lambda pk: User.objects.filter(pk=pk)[:1], int)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> User | None:
        user = _user.first(user_id)
        return user if user and self.user_can_authenticate(user) else None
