"""The forms of the inventory; those of a group of fields are built from the dictionary."""

from fss.sites.forms.group import GroupForm, group_form, shown_words
from fss.sites.forms.imports import CheckForm, UploadForm, mapping_form
from fss.sites.forms.listing import FilterForm
from fss.sites.forms.site import ListedForm, PhotoForm, ShapeForm, SiteForm

__all__ = [
    "CheckForm",
    "FilterForm",
    "GroupForm",
    "ListedForm",
    "PhotoForm",
    "ShapeForm",
    "SiteForm",
    "UploadForm",
    "group_form",
    "mapping_form",
    "shown_words",
]
