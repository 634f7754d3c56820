"""What costs come to, from what one viewer may see of them."""
