"""The commands of python -m attendance, by what they are about."""
