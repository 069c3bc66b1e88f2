"""The rules of advocacy: pure functions and values, no clock, no input or output."""
