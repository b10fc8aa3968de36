"""Exercise 3: which language a name is from."""

REQUIRED = ("name_to_tensor", "NameClassifier", "train", "predict")
"""The names that a submission must define."""

DATA = "names"
"""The data that ``train`` is given, and that the submission may ask for."""

PRELOAD = ("torch._dynamo",)
"""What every optimizer imports when it is first made: 2 s, which no training should be charged."""
