"""On invented pathways and histories the readings agree: plain, compiled, and a naive oracle.

Here are the oracle, the strategies that invent, and the comparison. Never what is right: spec tests say that.
"""
