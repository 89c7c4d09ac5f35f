class Refused(Exception):
    """A file is not taken; the sentence stands beside the field and is already in the reader's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
