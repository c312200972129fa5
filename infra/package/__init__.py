"""Make the deployment package: what Chalice packages, with locked dependencies, pruned and compiled.

``package(stage)`` leaves ``deployment.zip`` and ``sam.json`` in ``.build/<stage>``.
"""

from infra.package.build import Package, PackageProblem, package

__all__ = ["Package", "PackageProblem", "package"]
