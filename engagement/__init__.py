"""What was said, and how it becomes public. Confidential."""
