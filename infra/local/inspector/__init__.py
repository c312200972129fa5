"""Windows to look inside the local system, at ``/_local/``. No part of the product on AWS."""
