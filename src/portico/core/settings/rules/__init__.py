"""Pure decisions about settings: what a host, a colour, a zone may be."""
