"""One IAM policy per function, with no more than it declares (``uses``, ``publishes``, ``queue``).

Chalice puts the document of a policy file into the function's role as it stands, so resources are named by intrinsic
functions and one file serves every stage.
"""

from __future__ import annotations

from chalicelib.core.declarations import FunctionDeclaration, Use
from chalicelib.core.erasure.declarations import OBJECTS_OF_PEOPLE
from infra.template.cfn import Json, get_att, log_group_id, queue_id, sub, table_id
from infra.template.storage import BUCKET, GRANT_KEY

READ = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"]
WRITE = ["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]

# Without the right to list, S3 does not tell what is missing from what is forbidden
# (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
_OBJECTS = {
    Use.OBJECTS_READ: ("ReadObjects", ["s3:GetObject", "s3:ListBucket"]),
    Use.OBJECTS_WRITE: ("WriteObjects", ["s3:DeleteObject", "s3:PutObject"]),
    Use.OBJECTS_ERASE: ("EraseObjects", ["s3:DeleteObject", "s3:ListBucket"]),
}


def policy(function: FunctionDeclaration) -> Json:
    """The policy document of one function."""
    statements = [_logs(function)]
    for use in sorted(function.uses):
        statements.append(_use(use))
    for queue in sorted(function.publishes):
        # The asterisk is for the emulated cloud, which authorises SendMessageBatch by a name of its own; AWS has none
        # (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html).
        statements.append(_allow(f"Publish{_sid(queue)}", ["sqs:SendMessage*"], get_att(queue_id(queue), "Arn")))
    if function.queue:
        consume = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        statements.append(_allow(f"Consume{_sid(function.queue)}", consume, get_att(queue_id(function.queue), "Arn")))
    return {"Version": "2012-10-17", "Statement": statements}


def _logs(function: FunctionDeclaration) -> Json:
    # The group itself is made by the template: a function may only add streams and lines to its own.
    group = log_group_id(function.name)
    return _allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], get_att(group, "Arn"))


def _use(use: Use) -> Json:
    if use is Use.VAULT_KEY:
        return _allow("Grants", ["kms:Decrypt", "kms:Encrypt"], get_att(GRANT_KEY, "Arn"))
    if use is Use.SECRETS:
        arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${SecretsParameter}"
        return _allow("Secrets", ["ssm:GetParameter"], sub(arn))
    if use in _OBJECTS:
        sid, actions = _OBJECTS[use]
        below = sub(f"${{{BUCKET}.Arn}}/{OBJECTS_OF_PEOPLE}*")
        return _allow(sid, actions, [get_att(BUCKET, "Arn"), below])
    if use is Use.TOMBSTONES:
        return _allow("ReadTombstones", ["dynamodb:GetItem"], get_att(table_id("accounts"), "Arn"))
    table, access = use.value.split(":")
    table_arn = get_att(table_id(table), "Arn")
    if access == "read":
        return _allow(f"Read{_sid(table)}", READ, [table_arn, sub(f"${{{table_id(table)}.Arn}}/index/*")])
    if access == "erase":
        return _allow(f"Erase{_sid(table)}", ["dynamodb:BatchWriteItem"], table_arn)
    return _allow(f"Write{_sid(table)}", WRITE, table_arn)


def _allow(sid: str, actions: list[str], resource: Json | list[Json]) -> Json:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}


def _sid(name: str) -> str:
    return "".join(part.capitalize() for part in name.replace("_", "-").split("-"))
