"""What is not right with a portal, in sentences for its operator. `manage.py check_portal` says them."""
