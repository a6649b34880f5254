"""Forms of processes, a module for each part."""

from fss.process.forms.templates import (
    AboutForm,
    ApproveForm,
    MatrixFileForm,
    NewProcessForm,
    NewStepForm,
    ProcessFileForm,
    ReadFileForm,
    RetireForm,
    SendBackForm,
    TemplateStepForm,
)
from fss.process.forms.variants import SignForm, VariantForm, WithdrawForm

__all__ = [
    "AboutForm",
    "ApproveForm",
    "MatrixFileForm",
    "NewProcessForm",
    "NewStepForm",
    "ProcessFileForm",
    "ReadFileForm",
    "RetireForm",
    "SendBackForm",
    "SignForm",
    "TemplateStepForm",
    "VariantForm",
    "WithdrawForm",
]
