"""Embedded PostgreSQL and NATS for one machine, and the supervisor that restarts what was killed.

Nothing here knows the domain: the rest of the code sees two URLs (`supervisor.embedded`) and cannot tell
an embedded server from a cluster elsewhere. Linux only, since it relies on /proc and PR_SET_PDEATHSIG.
"""
