"""What the tests of the worker share: limits, a probe, and sources."""

from rnngrade.worker import Limits, Source

LIMITS = Limits(
    wall_seconds=10,
    cpu_seconds=30,
    memory_bytes=2**29,
    output_bytes=4096,
    reply_bytes=2**22,
    scratch_bytes=2**20,
    scratch_files=100,
    threads=16,
)
PROBE = """
def call(student, name, *args):
    return getattr(student, name)()

def get(student, name):
    return getattr(student, name)

def echo(student, value):
    return value

def run(student, code):
    namespace = {"student": student}
    exec(code, namespace)
    return namespace.get("result")
"""


def source(
    definitions: str,
    *required: str,
    text: str | None = None,
    forbidden: tuple[str, ...] = (),
    probe: str = PROBE,
) -> Source:
    """Return a source whose text is that of its definitions, unless another is given."""
    whole = definitions if text is None else text
    return Source(definitions, whole, required, probe, forbidden)
