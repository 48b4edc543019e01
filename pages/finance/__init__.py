"""The screens of the domain `finance`."""
