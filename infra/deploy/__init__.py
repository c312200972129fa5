"""Deploy a package by a CloudFormation change set: the same code for AWS and for the cloud emulated on this machine."""

from infra.deploy.release import Release, release

__all__ = ["Release", "release"]
