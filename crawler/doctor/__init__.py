"""Whether everything that giaoban stands on is as it should be: machine, archive, configuration, schedule, portals.

Nothing is changed, and of a portal one page is asked for. What is wrong is told with what to do about it.
"""
