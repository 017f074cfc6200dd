"""Long proofs of the register, each with its result file in benchmarks/results; small forms of them are tests."""
