"""The challenges of an edition, from a draft to publication and closing."""
