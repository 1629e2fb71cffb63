"""What it takes to come in, and who is inside: requests, sessions, secrets, rules and limits.

Contacts and staff have tables of their own. Of every secret only the SHA-256 is kept.
"""

from .door import Bucket, Challenge, LoginRequest, StaffLink
from .kinds import HASH, SINGLE_SIGN_ON, Ending, Method
from .policy import Factor, SignInPolicy
from .secrets import (
    Passkey,
    PersonCode,
    PersonPasskey,
    PersonSecret,
    RecoveryCode,
    Secret,
    StaffPasskey,
    StaffSecret,
)
from .sessions import PortalSession, Session, StaffSession
from .tokens import ApiToken

__all__ = [
    "HASH",
    "SINGLE_SIGN_ON",
    "ApiToken",
    "Bucket",
    "Challenge",
    "Ending",
    "Factor",
    "LoginRequest",
    "Method",
    "Passkey",
    "PersonCode",
    "PersonPasskey",
    "PersonSecret",
    "PortalSession",
    "RecoveryCode",
    "Secret",
    "Session",
    "SignInPolicy",
    "StaffLink",
    "StaffPasskey",
    "StaffSecret",
    "StaffSession",
]
