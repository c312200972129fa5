"""What Dashspot needs beyond its application code: environments, package, template, policies, local cloud, release."""
