from dataclasses import dataclass


@dataclass(frozen=True)
class Use: ...


def find_forbidden(): ...
