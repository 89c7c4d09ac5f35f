"""Printing (tulostaminen): HTML of ours to one PDF that is PDF/A-3a and PDF/UA-1 at once.

`printer` is the only module that imports WeasyPrint; ask it for `lay_out` and `print_pdf`.
"""
