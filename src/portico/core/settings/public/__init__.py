"""Pages for anybody: the files of a brand, and the first run."""
