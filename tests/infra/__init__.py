"""Infrastructure: template, package, environments, gateway, local runtime."""
