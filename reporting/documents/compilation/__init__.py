"""The ministries' national report: what stands at a moment, the tree that is read from it, and that tree on paper.

`facts` freezes what stood; `tree` says it in one language to one receiver; `pages` prints the tree in parts, and
`office_files` writes the same tree as DOCX and XLSX.
"""
