"""The pathways to look at: each as a picture and in words, with its deadlines, what they rest on, and what is doubted of them.

Never here: a person. Whoever has signed in may read all of it.
"""
