"""The door of directories: SCIM 2.0."""
