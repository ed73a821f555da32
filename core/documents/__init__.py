"""The registry of documents of every stage: numbers, moves, links, history, attachments."""
