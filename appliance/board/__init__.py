"""What hardware there is: board profiles, sound cards, GPIO chips. Nothing is opened here."""
