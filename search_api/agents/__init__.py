"""What programs that reason with a language model are given: tools and resources by MCP."""
