"""Starting, deciding and finishing reviews; counting how the portal is used."""
