"""What the doors of a document begin and end with: the document that the person may see, the address of its editor."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ..models import Document


def visible_document(request: HttpRequest, pk: int) -> Document:
    """With its round and group; 404 for what the person may not see."""
    documents = Document.objects.visible_to(request.actor).select_related("round", "group")
    return get_object_or_404(documents, pk=pk)


def editor_address(document: Document, question: int | None = None) -> str:
    address = reverse("document_write", args=[document.pk])
    return f"{address}#q{question}" if question else address
