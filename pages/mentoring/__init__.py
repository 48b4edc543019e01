"""The screens of the domain `mentoring`."""
