"""`python -m attendance.sample` rewrites data/sample/dfe from scratch."""

from attendance.config import SAMPLE
from attendance.sample import write

if __name__ == "__main__":
    write(SAMPLE / "dfe")
