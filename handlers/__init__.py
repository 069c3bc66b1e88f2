"""What the program does when something happens, one folder per feature.

A feature knows neither another feature nor a chat platform: features meet in the store's rows,
in typed tasks, and in the functions of `leaderboard`.
"""
