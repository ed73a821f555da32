"""What is done with requests and offers. Everything takes the session and the actor, flushes,
never commits and never sees a web request."""
