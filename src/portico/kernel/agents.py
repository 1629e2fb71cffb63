from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agent:
    device_type: str
    browser: str
    platform: str


def read_agent(text: str) -> Agent:
    return Agent("other", "", "")
