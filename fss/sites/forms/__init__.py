"""The forms of the inventory; those of a group of fields are built from the dictionary."""

from fss.sites.forms.group import GroupForm, group_form, shown_words
from fss.sites.forms.listing import FilterForm
from fss.sites.forms.site import ListedForm, PhotoForm, ShapeForm, SiteForm

__all__ = [
    "FilterForm",
    "GroupForm",
    "ListedForm",
    "PhotoForm",
    "ShapeForm",
    "SiteForm",
    "group_form",
    "shown_words",
]
