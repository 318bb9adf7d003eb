"""What is to be done outside any pathway: for me, for my role, for whoever is there."""
