"""Who we talk to: organizations, people, consent. Confidential."""
