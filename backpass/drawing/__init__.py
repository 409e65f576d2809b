"""What pictures are made of: SVG, plots, colours, the places of nodes, films, panels of words."""
