"""`appliance doctor`: checks that everything the appliance needs is here, and says what to do where it is not.

A module for each area. A check is a function that is given its sources (folders such as /proc, commands as callables)
and returns what it found. No check imports a driver, and none changes anything, but that a model file of unknown hash
is recorded on first use.
"""
