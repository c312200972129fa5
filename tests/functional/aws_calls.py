"""What goes to AWS, counted where a request leaves the process."""

from infra.in_process.aws_calls import AwsCalls, Refusal, aws_calls

__all__ = ["AwsCalls", "Refusal", "aws_calls"]
