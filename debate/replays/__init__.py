"""A finished debate for anyone who has its link: to read, to call for fun, and to open the verdicts of."""
