"""Page furniture: the frame, lists, forms, pictures and the registry of what stages offer; no models of its own."""
