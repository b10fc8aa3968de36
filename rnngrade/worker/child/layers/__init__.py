"""The layers around student code, one to a file, each of which gives up something for good.

Each function applies its layer to this process and returns the layer's name, or None where this
kernel or container does not have it. Anything else that goes wrong raises, and the worker ends
before it has said hello. Who calls them, and in which order: ``child/confine.py``.
"""
