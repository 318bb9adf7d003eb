"""Plans and their money, for anybody: no page here needs a sign-in, and none tells of a person."""
