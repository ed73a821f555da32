"""Letters: threads, composing, sending by SMTP, the demo's mailbox."""
