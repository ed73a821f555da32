"""The core of Reglament: what every stage of the business stands on."""
