"""A mock interview: a pure machine of states, probes chosen by what is still unproven, ledger, debrief."""
