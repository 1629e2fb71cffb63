"""The living style guide: every part in every state, in any brand, in both shells."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .colours import HEX
from .forms import Form
from .nav import Banner, Brand, Link, NavGroup, NavItem, Shell, Who
from .palette import css, palette
from .tables import Filters, Pager, Tab, choice_filter, filter_line
from .toasts import toast
from .uploads import Attached

BRANDS = {
    "Northbeam": "0e6371",
    "Cobalt": "2456e6",
    "Ember": "d9480f",
    "Marigold": "f2b705",
    "Plum": "7a2e6d",
    "Graphite": "20242b",
}
DOORS = {"portal": "ui/portal.html", "staff": "ui/staff.html"}
STATES = (  # words, tone, shape
    ("New", "info", "new"),
    ("In progress", "info", "progress"),
    ("Waiting for you", "warn", "waiting"),
    ("With supplier", "plum", "waiting"),
    ("Scheduled", "plum", "open"),
    ("Resolved", "ok", "done"),
    ("Closed", "", "closed"),
    ("Overdue", "bad", "alert"),
    ("Cancelled", "", "cancel"),
)
ORDERS = {"moved": "Last updated", "new": "Newest first"}
PEOPLE = ("Maya Okafor", "Daniel Finch", "Priya Raman", "Jonas Weber", "Tom Harker")


class ExampleForm(Form):
    """One field of each kind."""

    subject = forms.CharField(label="Subject", help_text="A few words are enough.")
    day = forms.CharField(label="First day")
    place = forms.ChoiceField(label="Place", choices=(("studio", "Studio"), ("home", "Home")))
    colour = forms.CharField(label="Colour", required=False)
    story = forms.CharField(label="What happened?", widget=forms.Textarea, required=False)
    computer = forms.ChoiceField(
        label="Does Sam need a computer?",
        choices=(("yes", "Yes, a new one"), ("old", "Reuse one we have"), ("no", "No")),
        widget=forms.RadioSelect,
        initial="yes",
    )
    stay = forms.BooleanField(
        label="Keep me signed in", help_text="Not on a shared computer.", required=False
    )

    def clean_day(self) -> str:
        raise forms.ValidationError("Enter a day after today.")


def guide(request: HttpRequest) -> HttpResponse:
    """`?brand=f2b705` in another colour, `?door=staff` in the other shell."""
    colour = _colour(request)
    if "css" in request.GET:
        return HttpResponse(css(palette(f"#{colour}")), content_type="text/css")
    if "toast" in request.GET:
        return toast(HttpResponse(status=204), "Ticket closed", undo_url=request.GET["toast"])
    return render(request, "ui/guide.html", _examples(request, colour))


def _colour(request: HttpRequest) -> str:
    wanted = request.GET.get("brand", "")
    return wanted if HEX.fullmatch(f"#{wanted}") else BRANDS["Northbeam"]


def _examples(request: HttpRequest, colour: str) -> dict[str, Any]:
    door = request.GET.get("door", "portal")
    now = timezone.now()
    return {
        "shell": _shell(door, colour),
        "shell_template": DOORS.get(door, DOORS["portal"]),
        "brands": BRANDS,
        "door": door,
        "states": STATES,
        "people": PEOPLE,
        "priorities": ((1, "Critical"), (2, "High"), (3, "Normal"), (4, "Low")),
        "example": ExampleForm({"subject": "Scanner", "day": "14/11/2026", "computer": "yes"}),
        "moments": [now - timedelta(minutes=m) for m in (18, 130, 1500, 5 * 1440, 500 * 1440)],
        "now": now,
        "tabs": _tabs(),
        "filters": _filters(request),
        "pager": Pager(newer_url="?", older_url="?", words="25 of 312 tickets"),
        "attached": (Attached(id="1", name="scanner-display.jpg", size=1_240_000),),
        "letter": "Printing works, scanning does not. <b>See</b> https://example.org/help",
    }


def _tabs() -> tuple[Tab, ...]:
    return (
        Tab(url="?", text="Open", count=8, current=True),
        Tab(url="?", text="Waiting for you", count=2, hot=True),
        Tab(url="?", text="Closed"),
    )


def _filters(request: HttpRequest) -> Filters:
    query = request.GET.copy()
    query["who"] = "me"
    return filter_line(
        query,
        target="guide-list",
        placeholder="Search subject, number or message",
        chips=(
            choice_filter(query, "kind", "Type", {"problem": "Problem", "question": "Question"}),
            choice_filter(query, "who", "Requested by", {"me": "Me", "all": "Everybody"}),
        ),
        order=choice_filter(query, "order", "Sort by", ORDERS, default="moved"),
    )


def _shell(door: str, colour: str) -> Shell:
    items = (
        NavItem(slug="home", url="?", text="Home", icon="house", key="h"),
        NavItem(slug="tickets", url="?", text="Tickets", icon="ticket", count=2, hot=True, key="t"),
        NavItem(slug="people", url="?", text="People", icon="users", count=14),
    )
    return Shell(
        brand=Brand(
            name="Northbeam",
            portal_name="Northbeam Portal",
            css_url=f"?css=1&brand={colour}",
            phone="020 7946 0812",
            hours="Mon–Fri 8:00–18:00",
        ),
        nav=(NavGroup(items=items), NavGroup(title="Settings", items=_settings())),
        tabs=items,
        who=Who(
            name="Jonas Weber" if door == "staff" else "Maya Okafor",
            detail="maya@harborfinch.example",
            company="Harbor & Finch Architects",
            menu=(Link(url="?", text="Profile", icon="user"),),
        ),
        active="tickets",
        home_url="?",
        new=Link(url="?", text="New request", icon="plus"),
        search_url="?",
        banners=(Banner(text="Microsoft 365 e-mail is slow for some users. Sending still works."),),
    )


def _settings() -> tuple[NavItem, ...]:
    return (
        NavItem(slug="set-up", url="?", text="Overview", icon="settings"),
        NavItem(slug="branding", url="?", text="Branding", icon="palette"),
    )
