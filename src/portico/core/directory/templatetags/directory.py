"""`{% load directory %}`."""

from django import template

from ..people_rows import access_state

register = template.Library()
register.simple_tag(access_state)
