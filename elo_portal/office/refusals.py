"""The two noes: you may not (Django's PermissionDenied) and not now (NotNow)."""


class NotNow(Exception):
    """Not at this moment; the sentence is for the page and already in the reader's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
