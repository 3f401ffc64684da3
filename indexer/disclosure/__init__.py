"""What must not be published: findings in a document's text, and the gate that they close."""
