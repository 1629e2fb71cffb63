"""Which device, browser and system a user-agent header tells of; by a small table, in order."""

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 512


@dataclass(frozen=True, slots=True)
class Agent:
    """`browser` is its name and major version, `platform` the system and its version."""

    device_type: str  # desktop, mobile, tablet, bot or other
    browser: str
    platform: str


UNKNOWN = Agent("other", "", "")

# The first pattern that is found wins; so what imitates others stands above what it imitates.
BROWSERS = (
    ("Edge", r"\b(?:Edg|EdgA|EdgiOS|Edge)/(\d+)"),
    ("Opera", r"\b(?:OPR|OPT|OPX)/(\d+)"),
    ("Vivaldi", r"\bVivaldi/(\d+)"),
    ("Yandex", r"\bYaBrowser/(\d+)"),
    ("DuckDuckGo", r"\b(?:DuckDuckGo|Ddg)/(\d+)"),
    ("Samsung Internet", r"\bSamsungBrowser/(\d+)"),
    ("Firefox", r"\b(?:Firefox|FxiOS|Focus)/(\d+)"),
    ("Outlook", r"\bMicrosoft Outlook (\d+)"),
    ("Thunderbird", r"\bThunderbird/(\d+)"),
    ("Teams", r"\bTeams/(\d+)"),
    ("Google app", r"\bGSA/(\d+)"),
    ("Chrome", r"\b(?:Chrome|CriOS|HeadlessChrome)/(\d+)"),
    ("Chromium", r"\bChromium/(\d+)"),
    ("Safari", r"\bVersion/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/"),
    ("Internet Explorer", r"\bMSIE (\d+)|\bTrident/.*\brv:(\d+)"),
    ("curl", r"^curl/(\d+)"),
    ("Python", r"^python-(?:requests|httpx2?|urllib3?)/(\d+)|^Python-urllib/(\d+)"),
    ("PowerShell", r"\bWindowsPowerShell/(\d+)|\bPowerShell/(\d+)"),
    ("Safari", r"\b(?:iPhone|iPad).*AppleWebKit/(?!.*Version/)"),
)
PLATFORMS = (
    ("Windows Phone", r"\bWindows Phone (?:OS )?([\d.]+)"),
    ("Windows", r"\bWindows NT ([\d.]+)"),
    ("iOS", r"\b(?:iPhone|iPod).* OS (\d+(?:_\d+)?)"),
    ("iPadOS", r"\biPad;.* OS (\d+(?:_\d+)?)"),
    ("Android", r"\bAndroid (\d+(?:\.\d+)?)"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS \w+ (\d+)"),
    ("macOS", r"\bMac OS X (\d+(?:[_.]\d+)?)"),
    ("macOS", r"\bMacintosh\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)
WINDOWS = {"10.0": "10", "6.3": "8.1", "6.2": "8", "6.1": "7", "6.0": "Vista", "5.1": "XP"}
BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|scanner|monitor|facebookexternalhit|whatsapp/"
    r"|bingpreview|mediapartners|headlesschrome|lighthouse|uptime|zgrab|masscan|nmap|\+https?://",
    re.IGNORECASE,
)
TOOLS = re.compile(
    r"^(curl|wget|python|go-http|java|okhttp|axios|node|libwww|httpie)", re.IGNORECASE
)
TABLETS = re.compile(r"\biPad\b|\bTablet\b|\bSilk/|\bKindle\b|\bSM-T\w+|\bNexus (?:7|9|10)\b")
MOBILES = re.compile(r"\bMobile\b|\biPhone\b|\biPod\b|\bWindows Phone\b|\bOpera Mini\b")
DESKTOPS = re.compile(r"\bWindows NT\b|\bMacintosh\b|\bX11\b|\bCrOS\b")

_BROWSERS = [(name, re.compile(pattern)) for name, pattern in BROWSERS]
_PLATFORMS = [(name, re.compile(pattern)) for name, pattern in PLATFORMS]


@lru_cache(maxsize=1024)
def read_agent(text: str) -> Agent:
    """Take a user-agent header apart; whatever it is, there is an answer."""
    text = text[:LONGEST]
    if not text.strip():
        return UNKNOWN
    return Agent(_device(text), _browser(text), _platform(text))


def _device(text: str) -> str:
    if BOTS.search(text):
        return "bot"
    if TOOLS.match(text):
        return "other"
    if TABLETS.search(text) or ("Android" in text and "Mobile" not in text):
        return "tablet"
    if MOBILES.search(text):
        return "mobile"
    return "desktop" if DESKTOPS.search(text) else "other"


def _browser(text: str) -> str:
    name, version = _first(_BROWSERS, text)
    return f"{name} {version}".strip()


def _platform(text: str) -> str:
    name, version = _first(_PLATFORMS, text)
    version = WINDOWS.get(version, version) if name == "Windows" else version
    return f"{name} {version.replace('_', '.')}".strip()


def _first(table: list[tuple[str, re.Pattern[str]]], text: str) -> tuple[str, str]:
    for name, pattern in table:
        if found := pattern.search(text):
            return name, next((group for group in found.groups() if group), "")
    return "", ""
