"""The forms of the inventory; those of a group of fields are built from the dictionary."""

from fss.sites.forms.group import GroupForm, group_form, shown_words
from fss.sites.forms.listing import ListForm
from fss.sites.forms.site import ListedForm, SiteForm

__all__ = [
    "GroupForm",
    "ListForm",
    "ListedForm",
    "SiteForm",
    "group_form",
    "shown_words",
]
