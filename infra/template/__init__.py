"""The CloudFormation that Chalice does not make, as a template that ``chalice package`` merges into its own.

One module per kind of resource; ``merge_template`` puts them together. Everything that belongs to a function or a queue
is derived from the declarations in the application, so that a new function needs no edit here.
"""

from infra.template.merge import merge_template

__all__ = ["merge_template"]
