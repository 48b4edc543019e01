"""The screens of the domain `support`."""
