"""Setting single sign-on up, and letting people in with it."""
