"""What happens by itself: clocks that act, and durable jobs, in any number of workers."""
