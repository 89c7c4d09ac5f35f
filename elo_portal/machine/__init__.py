"""The machine under the portal: what `./elo` does before, around and after Django.

Standard library only, and nothing of ours is imported from outside this folder: it runs on the system's own
Python before there is an environment, so it cannot import Django or anything that does.
"""
