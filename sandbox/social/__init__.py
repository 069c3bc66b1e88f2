"""What all fake networks share: the posts, their numbers, link previews and composer pages."""
