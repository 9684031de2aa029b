"""E-mail in plain text: one template each, the first line is the subject."""

import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def send(template: str, to: str, **context: object) -> bool:
    """Send one message. False means that the mail server did not take it; the page must say so."""
    subject, body = render_to_string(template, context).strip().split("\n", 1)
    message = EmailMessage(" ".join(subject.split())[:180], body.strip() + "\n", to=[to])
    try:
        message.send()
    except (SMTPException, OSError):
        log.exception("An e-mail could not be sent")
        return False
    return True
