"""What is made of a document: the pages that are printed."""
