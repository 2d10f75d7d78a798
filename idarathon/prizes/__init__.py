"""The prizes of an edition, and the ceremony that reveals them one by one."""
