"""`make bench`: each figure beside its limit and against a bare loop of the same run. `make prove`: the proofs."""
