"""API Gateway: its own errors as problem documents, throttling, and the custom domain."""

from __future__ import annotations

import json

from chalicelib.core.problem import TYPE_PREFIX
from infra.stages import API_STAGE, Stage
from infra.template.cfn import REST_API, Json, physical_name, ref
from infra.template.parameters import HAS_DOMAIN

MINIMUM_COMPRESSION_SIZE = 1024
"""Answers shorter than this many bytes are sent as they are."""

STAGE_RESOURCE = f"{REST_API}{API_STAGE}Stage"
"""Logical id that SAM derives for the stage of the API."""


def gateway_responses() -> Json:
    """Problem documents for what never reaches the function, by API Gateway's name of the case.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-responses-types.html
    """
    unknown = _problem(404, "not_found", "Not Found", "No such path, or not with this method.")
    return {
        "MISSING_AUTHENTICATION_TOKEN": unknown,
        "RESOURCE_NOT_FOUND": unknown,
        # This API has neither IAM nor an authorizer. API Gateway is said to answer these three for an unknown path when
        # the Authorization header (a bearer token, say) is no signature of AWS. Not tried on AWS.
        "ACCESS_DENIED": unknown,
        "EXPIRED_TOKEN": unknown,
        "INVALID_SIGNATURE": unknown,
        "REQUEST_TOO_LARGE": _problem(
            413, "payload_too_large", "Content Too Large", "The request's body is larger than 10 MB."
        ),
        "THROTTLED": _problem(
            429,
            "too_many_requests",
            "Too Many Requests",
            "Too many requests at once; try again shortly.",
            retry_after=1,
        ),
        "QUOTA_EXCEEDED": _problem(
            429, "too_many_requests", "Too Many Requests", "The quota of requests is used up.", retry_after=3600
        ),
        "INTEGRATION_TIMEOUT": _problem(504, "internal_error", "Gateway Timeout", "The answer took too long."),
        "INTEGRATION_FAILURE": _problem(502, "internal_error", "Bad Gateway", "The function gave no usable answer."),
        # The two defaults stand for several statuses and causes, so API Gateway keeps the status of the case, and the
        # words name no cause.
        "DEFAULT_4XX": _problem(None, "invalid_request", "Request Refused", "The request was refused."),
        "DEFAULT_5XX": _problem(None, "internal_error", "No Answer", "The request could not be answered."),
    }


def api(stage: Stage) -> Json:
    """Additions to Chalice's REST API, and the custom domain where one is given."""
    return {
        REST_API: {
            "Properties": {
                "Name": physical_name("api"),
                "OpenApiVersion": "2.0",  # keeps SAM from adding a second stage called "Stage"
                "DisableExecuteApiEndpoint": {"Fn::If": [HAS_DOMAIN, True, False]},
                "GatewayResponses": gateway_responses(),
                "MethodSettings": [
                    {
                        "HttpMethod": "*",
                        "ResourcePath": "/*",
                        "MetricsEnabled": stage.protected,
                        "ThrottlingRateLimit": stage.throttle_rate,
                        "ThrottlingBurstLimit": stage.throttle_burst,
                    }
                ],
            }
        },
        "ApiDomain": {
            "Type": "AWS::ApiGateway::DomainName",
            "Condition": HAS_DOMAIN,
            "Properties": {
                "DomainName": ref("DomainName"),
                "RegionalCertificateArn": ref("CertificateArn"),
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "SecurityPolicy": "TLS_1_2",
            },
        },
        "ApiDomainMapping": {
            "Type": "AWS::ApiGateway::BasePathMapping",
            "Condition": HAS_DOMAIN,
            # The mapping names the stage by text, so CloudFormation does not see that it needs it.
            "DependsOn": [STAGE_RESOURCE],
            "Properties": {
                "BasePath": API_STAGE,
                "DomainName": ref("ApiDomain"),
                "RestApiId": ref(REST_API),
                "Stage": API_STAGE,
            },
        },
    }


def outputs() -> Json:
    """What the custom domain has to be pointed at in DNS."""
    return {
        "DomainTarget": {
            "Condition": HAS_DOMAIN,
            "Description": "Make the custom domain an alias (or CNAME) of this name.",
            "Value": {"Fn::GetAtt": ["ApiDomain", "RegionalDomainName"]},
        }
    }


def _problem(status: int | None, code: str, title: str, detail: str, retry_after: int | None = None) -> Json:
    # As the application's own problems. API Gateway fills in $context.* by plain text replacement, so only values that
    # need no escaping may be used.
    document: Json = {"type": TYPE_PREFIX + code, "title": title, "detail": detail, "code": code}
    document["request_id"] = "$context.requestId"
    headers: Json = {
        "Content-Type": "'application/problem+json'",
        "Cache-Control": "'no-store'",
        "Dashspot-Request-Id": "context.requestId",
        # As the application's own answers: other sites use bearer tokens, never the cookie.
        "Access-Control-Allow-Origin": "'*'",
        "Access-Control-Expose-Headers": "'Dashspot-Request-Id,Retry-After'",
    }
    if retry_after is not None:
        document["retry_after"] = retry_after
        headers["Retry-After"] = f"'{retry_after}'"
    if status is not None:
        document["status"] = status  # a default stands for several statuses and cannot name one
    response: Json = {
        "ResponseTemplates": {"application/json": json.dumps(document, separators=(",", ":"))},
        "ResponseParameters": {"Headers": headers},
    }
    if status is not None:
        response["StatusCode"] = status
    return response
