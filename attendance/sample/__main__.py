"""`python -m attendance.sample` rewrites data/sample from scratch, but for its README."""

from attendance.config import SAMPLE
from attendance.sample import write, write_sample

if __name__ == "__main__":
    write(SAMPLE / "dfe")
    write_sample(SAMPLE / "county")
