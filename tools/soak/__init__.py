"""The program under load for an hour while everything around it fails; `make soak`."""
