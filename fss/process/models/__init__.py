"""What is agreed: versions of processes, and each city's own letters in them."""

from fss.process.models.templates import ProcessTemplate, RaciVariant, TemplateStatus, VariantStatus

__all__ = [
    "ProcessTemplate",
    "RaciVariant",
    "TemplateStatus",
    "VariantStatus",
]
