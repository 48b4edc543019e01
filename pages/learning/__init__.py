"""The screens of the domain `learning`."""
