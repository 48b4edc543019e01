"""Jobs: what is done at night and all day long without anybody asking, one organisation at a time."""
