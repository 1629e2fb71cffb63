"""Making a tenant and changing how it looks and works."""
