"""What templates of the office's desk share."""

from django import template

from elo_portal.office.desk import name_of

register = template.Library()
register.filter("kind_name", name_of)
