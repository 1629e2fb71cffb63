"""People as lines of tables, drawn without a template: a page has fifty with forty parts each."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portico.core.people.models import Company, Contact
from portico.core.roles.models import Grant
from portico.ui.dates import moment
from portico.ui.icons import icon, pill
from portico.ui.rows import NOTHING, addresses, joined, person_cell, span, tag
from portico.ui.selects import options

from .standing import Standing

Access = Contact.Access
LOOKS: dict[str, tuple[str, str]] = {  # tone and shape
    Access.ACTIVE: ("ok", "closed"),
    Access.INVITED: ("info", "new"),
    Access.DISABLED: ("", "cancel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is the same for all lines of the tab “Portal access”."""

    company: Company
    roles: list[tuple[UUID, str]]
    primary: UUID | None
    may_give: bool
    ticked: Collection[UUID | None]
    path: str  # where “View as” leads back to
    token: str  # of forms, for the browser


def access_state(
    contact: Contact, company: Company | None, *, invitation: str = "", is_unsent: bool = False
) -> SafeString:
    """Does somebody get in, in a word. Without a company nobody is kept out with all of them."""
    if company and not company.lets_in and contact.can_sign_in:
        return pill(_("Off"), shape="cancel")
    if contact.access == Access.INVITED and invitation:
        return pill(invitation, tone="warn", shape="alert")
    if contact.access == Access.INVITED and is_unsent:
        return pill(_("Not invited yet"), shape="open")
    words = contact.get_access_display()
    if (look := LOOKS.get(contact.access)) is None:
        return span(words, css="faint")
    tone, shape = look
    return pill(words, tone=tone, shape=shape)


class Lines:
    """What the tables have in common: who it is, the role, when last seen, how access stands."""

    def __init__(self, company: Company | None, page: str) -> None:
        self._company, self._page = company, addresses(page)
        self._role, self._seen, self._access = _("Role"), _("Last seen"), _("Access")
        self._never, self._primary = _("Never"), span(_("primary contact"))

    def _person(self, contact: Contact, *more: SafeString) -> SafeString:
        small = [span(contact.title or contact.email or "–"), *more]
        return person_cell(contact.name, self._page(contact.pk), small)

    def _when_seen(self, contact: Contact) -> SafeString:
        seen = moment(contact.last_seen_at) if contact.last_seen_at else self._never
        return tag("td", seen, css="muted", data_label=self._seen)

    def _standing(self, one: Standing) -> SafeString:
        state = access_state(
            one.contact, self._company, invitation=one.invitation, is_unsent=one.is_unsent
        )
        why = [tag("br") + tag("small", words, css="faint") for words in one.why_not]
        return tag("td", span(state, *why), data_label=self._access)


class Colleagues(Lines):
    """What a client's admin sees of the own people."""

    def __init__(self, viewer: UUID) -> None:
        super().__init__(None, "portal:directory:person")
        self._viewer, self._you = viewer, span(_("you"))

    def of(self, people: Iterable[Standing]) -> SafeString:
        return joined([self._line(one) for one in people])

    def _line(self, one: Standing) -> SafeString:
        you = [self._you] if one.contact.pk == self._viewer else []
        return tag(
            "tr",
            self._person(one.contact, *you),
            tag("td", one.role_name or NOTHING, data_label=self._role),
            self._when_seen(one.contact),
            self._standing(one),
        )


class Clients(Lines):
    """What staff see of a company's people at first."""

    def __init__(self, company: Company) -> None:
        super().__init__(company, "staff:directory:contact")

    def of(self, people: Iterable[tuple[Contact, Grant | None]]) -> SafeString:
        return joined([self._line(*one) for one in people])

    def _line(self, contact: Contact, grant: Grant | None) -> SafeString:
        speaks = [self._primary] if contact.is_primary else []
        return tag(
            "tr",
            self._person(contact, *speaks),
            tag("td", _held(grant), data_label=self._role),
            self._when_seen(contact),
            tag("td", access_state(contact, self._company), data_label=self._access),
        )


def _held(grant: Grant | None) -> SafeString:
    if grant is None:
        return NOTHING
    return span(grant.role.name, tag("br"), tag("small", grant.get_reach_display(), css="faint"))


class WithAccess(Lines):
    """The tab “Portal access”, and the forms behind it: no form stands inside another."""

    def __init__(self, around: Around) -> None:
        super().__init__(around.company, "staff:directory:contact")
        self._around = around
        self._why = addresses("staff:roles:why")
        self._view = addresses("staff:viewing:begin")
        self._change = addresses("staff:directory:role")
        self._invite = addresses("staff:directory:invitation")
        self._back = f"?back={quote(around.path)}"
        self._select, self._role_of = _("Select %(name)s"), _("Role of %(name)s")
        self._save, self._why_so, self._as = _("Save"), _("Why"), _("View as")
        self._send, self._again, self._deeds_of = _("Send"), _("Resend"), _("Actions")
        self._twice = span(_("address known twice"), css="text-warn")
        self._mark, self._eye = icon("circle-question-mark", "sm"), icon("eye")
        self._token = _hidden("csrfmiddlewaretoken", around.token)

    def of(self, people: Iterable[Standing]) -> SafeString:
        return joined([self._line(one) for one in people])

    def forms(self, people: Iterable[Standing]) -> SafeString:
        if not self._around.may_give:
            return joined([])
        return joined([piece for one in people for piece in self._forms(one)])

    def _line(self, one: Standing) -> SafeString:
        more = [self._primary] if self._around.primary == one.contact.pk else []
        more += [self._twice] if one.is_double else []
        deeds = span(*self._deeds(one), css="row-actions")
        return tag(
            "tr",
            *self._tick(one.contact),
            self._person(one.contact, *more),
            tag("td", self._role_cell(one), data_label=self._role),
            self._when_seen(one.contact),
            self._standing(one),
            tag("td", deeds, css="right", data_label=self._deeds_of),
        )

    def _tick(self, contact: Contact) -> Iterator[SafeString]:
        if self._around.may_give:
            box = tag(
                "input",
                type="checkbox",
                name="contact",
                value=contact.pk,
                checked=contact.pk in self._around.ticked,
                aria_label=self._select % {"name": contact.name},
            )
            yield tag("td", box)

    def _role_cell(self, one: Standing) -> object:
        """The role to choose, where it may be changed; else its name."""
        if not (self._around.may_give and one.has_access):
            return one.role_name or NOTHING
        form, name = f"role-{one.contact.pk}", one.contact.name
        roles = options(self._around.roles, one.role_id)
        if not one.role_id:
            roles = tag("option", "–", value="") + roles
        label = self._role_of % {"name": name}
        select = tag("select", roles, form=form, name="role", aria_label=label)
        save = self._button(self._save, name, form=form)
        return span(span(select, css="select sm quiet"), save, css="choice")

    def _deeds(self, one: Standing) -> Iterator[SafeString]:
        name, pk = one.contact.name, one.contact.pk
        if self._around.may_give:
            yield tag(
                "a",
                self._mark,
                span(self._why_so, ": ", name, css="sr"),
                css="icon-btn sm",
                href=self._why(pk),
                title=self._why_so,
            )
        if one.may_view:
            yield tag(
                "a",
                self._eye,
                self._as,
                span(" ", name, css="sr"),
                css="btn ghost sm",
                href=self._view(pk) + self._back,
            )
        if self._around.may_give and one.can_resend:
            words = self._send if one.is_unsent else self._again
            yield self._button(words, name, form=f"resend-{pk}")

    def _button(self, words: str, name: str, *, form: str) -> SafeString:
        whose = span(": ", name, css="sr")
        return tag("button", words, whose, css="btn ghost sm", type="submit", form=form)

    def _forms(self, one: Standing) -> Iterator[SafeString]:
        pk = one.contact.pk
        if one.has_access:
            was = _hidden("was", one.role_id or "")
            there = {"method": "post", "action": self._change(pk), "data_autosubmit": True}
            yield tag("form", self._token, was, id=f"role-{pk}", **there)
        if one.can_resend:
            there = {"method": "post", "action": self._invite(pk)}
            yield tag("form", self._token, id=f"resend-{pk}", **there)


def _hidden(name: str, value: object) -> SafeString:
    return tag("input", type="hidden", name=name, value=value)
