"""What a person meets of applications: own ones, the workspace, what stands beside it, handing in."""
