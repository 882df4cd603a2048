"""Policy levers: what a designer can set, and how it is said to the city through public signals."""
