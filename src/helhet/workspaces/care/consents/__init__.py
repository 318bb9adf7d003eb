"""What a person has said yes to: written down, read, withdrawn. Never here: who may, which `access.consenting` says."""
