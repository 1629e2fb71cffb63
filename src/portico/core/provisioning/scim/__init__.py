"""SCIM 2.0, the protocol: loaded when the first directory asks, and by nothing else here."""
