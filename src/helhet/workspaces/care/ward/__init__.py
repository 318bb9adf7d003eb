"""The ward tonight: who is in, on leave, ready to be discharged."""
