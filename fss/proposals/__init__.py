"""Proposals: composed from the shortlist, frozen when issued, shared by private link."""
