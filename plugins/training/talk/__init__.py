"""Scripts of conversations as pure things: their graph, their text, their drawing."""
