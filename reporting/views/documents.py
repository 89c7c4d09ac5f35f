"""What the doors of a document begin and end with: the document that the person may see, the address of its editor."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from ..models import Document


def visible_document(request: HttpRequest, pk: int) -> Document:
    """With its round and group; 404 for what the person may not see."""
    documents = Document.objects.visible_to(request.actor).select_related("round", "group")
    return get_object_or_404(documents, pk=pk)


def editor_address(document: Document, question: int | None = None) -> str:
    address = reverse("document_write", args=[document.pk])
    return f"{address}#q{question}" if question else address


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page of the portal that the act was done on, as its form or link says; else the one given."""
    back = request.POST.get("back") or request.GET.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if is_ours else otherwise
