"""Moving up from an alias to a name: the consent, who they are, and the first entry by name, looked through before it is done."""
