"""Single sign-on of a company, as the MSP's people see it."""
