"""Sessions in the database as Django keeps them; reading one, which every page does, costs less."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from octant.core.prepared import Prepared


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> Any:
        session = _session.first(self.session_key)
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None  # as Django does: nobody may choose the key of a session
            return None
        return session


_session = Prepared[Any](
    lambda key: SessionStore.get_model_class().objects.filter(session_key=key)[:1],
    str,
)
