"""What went wrong with a mail, in words for people, and what they can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.kernel.mailing import Reason, Step

from ..models import OwnReason

type Said = tuple[Promise, Promise]

SIGN_IN_REFUSED = frozenset({454, 530, 534, 535, 538})


@dataclass(frozen=True, slots=True)
class Explanation:
    """`what` happened, what `helps`, and the server's own words if it said any."""

    what: str
    helps: str
    said: str = ""


BY_REASON: Mapping[str, Said] = {
    Reason.UNKNOWN_HOST: (
        gettext_lazy("There is no server with this name."),
        gettext_lazy("Check the spelling of the server's name."),
    ),
    Reason.REFUSED: (
        gettext_lazy("The server is there, but nothing answers on this port."),
        gettext_lazy("Check the port: 587 is usual for STARTTLS, 465 for TLS."),
    ),
    Reason.UNREACHABLE: (
        gettext_lazy("The server cannot be reached from here."),
        gettext_lazy("Check whether a firewall keeps this machine from reaching it."),
    ),
    Reason.SILENT: (
        gettext_lazy("The server did not answer within 10 seconds."),
        gettext_lazy(
            "Often a firewall blocks the port, or the port wants TLS from the start (465)."
        ),
    ),
    Reason.DROPPED: (
        gettext_lazy("The server hung up."),
        gettext_lazy("Try again in a few minutes. If it stays, the port or TLS may be wrong."),
    ),
    Reason.NO_SMTP: (
        gettext_lazy("Something answers there, but it is not a mail server."),
        gettext_lazy("Check the server's name and its port."),
    ),
    Reason.NO_TLS: (
        gettext_lazy("The server does not speak TLS from the start on this port."),
        gettext_lazy("Choose STARTTLS, or port 465."),
    ),
    Reason.CERTIFICATE: (
        gettext_lazy("The server's certificate is not valid for this name."),
        gettext_lazy("Use the name that is on the certificate, and check that it has not expired."),
    ),
    Reason.NO_STARTTLS: (
        gettext_lazy("The server does not offer STARTTLS on this port."),
        gettext_lazy("Choose TLS from the start with port 465, or ask for the right port."),
    ),
    Reason.NO_SIGN_IN: (
        gettext_lazy("The server offers no way to sign in that we know."),
        gettext_lazy("Leave user and password empty, or choose STARTTLS or TLS."),
    ),
    Reason.PROVIDER_AWAY: (
        gettext_lazy("The provider cannot be reached, or has a fault."),
        gettext_lazy("We try again by ourselves. If it stays, look for a firewall or a proxy."),
    ),
    Reason.THROTTLED: (
        gettext_lazy("The provider takes no more e-mail for the moment."),
        gettext_lazy("E-mail waits as long as the provider asks for, then goes out by itself."),
    ),
    Reason.MICROSOFT_SIGN_IN: (
        gettext_lazy("Microsoft does not accept the application or its client secret."),
        gettext_lazy(
            "Check the application ID, and paste the value of a client secret, not its ID."
        ),
    ),
    Reason.MICROSOFT_EXPIRED: (
        gettext_lazy("The client secret has expired."),
        gettext_lazy("Make a new one in the Entra admin center and paste its value here."),
    ),
    Reason.MICROSOFT_DIRECTORY: (
        gettext_lazy("Microsoft knows no directory with this ID."),
        gettext_lazy("Copy the directory (tenant) ID from the overview of the application."),
    ),
    Reason.MICROSOFT_RIGHTS: (
        gettext_lazy("The application may not send from this mailbox."),
        gettext_lazy(
            "In Exchange Online, give it the role “Application Mail.Send” for this mailbox. It can "
            "take up to two hours until that counts."
        ),
    ),
    Reason.GOOGLE_SIGN_IN: (
        gettext_lazy("Google does not accept the key."),
        gettext_lazy("Perhaps it was deleted. Make a new one and paste the whole file."),
    ),
    Reason.GOOGLE_RIGHTS: (
        gettext_lazy("The key may not send e-mail for this mailbox."),
        gettext_lazy(
            "Switch on the Gmail API in its project, and in the Google Admin console allow its "
            "client ID the scope gmail.send (domain-wide delegation)."
        ),
    ),
    Reason.GOOGLE_REVOKED: (
        gettext_lazy("Google no longer accepts what the person agreed to."),
        gettext_lazy("Let this person agree again and paste the new file."),
    ),
    Reason.NO_MAILBOX: (
        gettext_lazy("The provider knows no mailbox with this address."),
        gettext_lazy("Check the address, and that a mailbox with a licence stands behind it."),
    ),
    Reason.SEND_AS: (
        gettext_lazy("The mailbox may not send with this sender address."),
        gettext_lazy("Use the mailbox's own address, or give it the right to send as the sender."),
    ),
    Reason.BAD_RECIPIENT: (
        gettext_lazy("The provider refuses the recipient's address."),
        gettext_lazy("Check the recipient's address."),
    ),
    Reason.TOO_LARGE: (
        gettext_lazy("The e-mail is larger than the provider takes."),
        gettext_lazy("Use a smaller logo."),
    ),
    Reason.MAIL_REFUSED: (
        gettext_lazy("The provider refused the e-mail."),
        gettext_lazy("Its own words say why."),
    ),
    OwnReason.NO_SERVER: (
        gettext_lazy("No mail server was set up."),
        gettext_lazy("Set one up, then send it again."),
    ),
    OwnReason.TOO_LATE: (
        gettext_lazy("It waited until it was worth nothing any more."),
        gettext_lazy("Have a new one made where it came from."),
    ),
    OwnReason.BAD_ADDRESS: (
        gettext_lazy("This is not an e-mail address."),
        gettext_lazy("Correct the address of this person."),
    ),
    OwnReason.FAULT: (
        gettext_lazy("A fault of ours kept it from leaving."),
        gettext_lazy("Send it again. If that does not help, look at the failed jobs."),
    ),
    OwnReason.UNREADABLE: (
        gettext_lazy("Its sealed text cannot be opened any more."),
        gettext_lazy("Have a new one made where it came from."),
    ),
}

BY_STEP: Mapping[Step, Said] = {
    Step.SENDER: (
        gettext_lazy("The server takes no e-mail from this sender."),
        gettext_lazy("Use a sender that belongs to the user who signs in."),
    ),
    Step.RECIPIENT: (
        gettext_lazy("The server does not know the recipient, or refuses it."),
        gettext_lazy("Check the recipient's address."),
    ),
}


def explained(reason: str, *, step: str = "", code: int = 0, answer: str = "") -> Explanation:
    """Put an end into words; `reason`, `step` and `code` are those of `MailProblem`."""
    what, helps = _words(reason, step, code)
    said = f"{code} {answer}".strip() if code else answer
    return Explanation(str(what), str(helps), said)


def _words(reason: str, step: str, code: int) -> Said | tuple[str, str]:
    if reason != Reason.SAID_NO:
        nothing = _("It was not sent."), _("Try again in a few minutes.")
        return BY_REASON.get(reason, nothing)
    if code in SIGN_IN_REFUSED:
        return (
            _("The server does not accept the user or the password."),
            _("Type both again. Many providers want an app password here."),
        )
    if step in BY_STEP:
        return BY_STEP[Step(step)]
    return _by_code(code)


def _by_code(code: int) -> tuple[str, str]:
    if code in {452, 552}:
        return _("A mailbox is full, or the e-mail is too large."), _("Tell the recipient.")
    if code in {550, 551, 553}:
        return (
            _("The server does not know the address, or takes no e-mail for it."),
            _("Check the address, and that your sender may send through this server."),
        )
    if 400 <= code < 500:
        return _("The server has no time now."), _("We try again by ourselves.")
    return _("The server refused the e-mail."), _("Its own words say why.")
