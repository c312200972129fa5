"""The bucket for read models and exports, and the key that grants are encrypted under."""

from __future__ import annotations

from infra.stages import Stage
from infra.template.cfn import Json, get_att, ref, sub

BUCKET = "Bucket"
GRANT_KEY = "GrantKey"

ENCRYPTION_CONTEXT = "user_id"
"""Key of the encryption context that binds a ciphertext to one person."""


def storage(stage: Stage) -> Json:
    """Bucket with its policy, key with its alias."""
    policy = "Retain" if stage.protected else "Delete"
    kept = {"DeletionPolicy": policy, "UpdateReplacePolicy": policy}
    return {
        BUCKET: {
            "Type": "AWS::S3::Bucket",
            **kept,
            "Properties": {
                "BucketEncryption": {
                    "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
                },
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                "PublicAccessBlockConfiguration": {
                    "BlockPublicAcls": True,
                    "BlockPublicPolicy": True,
                    "IgnorePublicAcls": True,
                    "RestrictPublicBuckets": True,
                },
                "LifecycleConfiguration": {
                    "Rules": [
                        {
                            "Id": "unfinished-uploads",
                            "Status": "Enabled",
                            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                        }
                    ]
                },
            },
        },
        **({} if stage.emulated else _tls_only()),
        GRANT_KEY: {
            "Type": "AWS::KMS::Key",
            **kept,
            "Properties": {
                "Description": sub("Spotify grants of ${AWS::StackName}"),
                "EnableKeyRotation": True,
                "KeyPolicy": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "AccountDecidesByIamPolicies",
                            "Effect": "Allow",
                            "Principal": {"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
                            "Action": "kms:*",
                            "Resource": "*",
                        },
                        *([] if stage.emulated else [_one_person_only()]),
                    ],
                },
            },
        },
        "GrantKeyAlias": {
            "Type": "AWS::KMS::Alias",
            "Properties": {"AliasName": sub("alias/${AWS::StackName}-grants"), "TargetKeyId": ref(GRANT_KEY)},
        },
    }


def storage_variables() -> Json:
    """Bucket and key as environment variables."""
    return {"BUCKET": ref(BUCKET), "KMS_KEY_ID": get_att(GRANT_KEY, "Arn")}


def _tls_only() -> Json:
    return {
        "BucketPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": ref(BUCKET),
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "TlsOnly",
                            "Effect": "Deny",
                            "Principal": "*",
                            "Action": "s3:*",
                            "Resource": [get_att(BUCKET, "Arn"), sub(f"${{{BUCKET}.Arn}}/*")],
                            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                        }
                    ],
                },
            },
        },
    }


def _one_person_only() -> Json:
    # A ciphertext is bound to the person it belongs to: nobody encrypts or decrypts without naming one.
    return {
        "Sid": "OnePersonOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["kms:Encrypt", "kms:Decrypt"],
        "Resource": "*",
        "Condition": {"Null": {f"kms:EncryptionContext:{ENCRYPTION_CONTEXT}": "true"}},
    }
