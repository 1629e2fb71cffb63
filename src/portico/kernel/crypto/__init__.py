"""Keys, sealed values, encrypted files and secrets; the only place that calls `cryptography`."""
