"""A way as a picture: lanes over time, drawn on the server from plain values.

What is here: values in, SVG out, in which every text is escaped and every look is a class of the page's style sheet.
Never here: a query, a reader, a rule of who may see what.
"""
