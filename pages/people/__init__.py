"""The screens of the domain `people`."""
