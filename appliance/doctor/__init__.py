"""`appliance doctor`: is everything here that the appliance needs, and what is to be done where it is not.

A module for each area. A check is a function that is given its sources (folders such as /proc, commands as callables)
and returns what it found; none of them changes anything, and none imports a driver.
"""
