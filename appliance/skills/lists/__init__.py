"""The skill of lists: a shopping list, a to-do list, and lists with names of the owner's."""
