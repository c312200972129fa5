"""Events as API Gateway, SQS and EventBridge hand them to a function."""

from infra.in_process.events import Context, api_event, schedule_event, sqs_event

__all__ = ["Context", "api_event", "schedule_event", "sqs_event"]
