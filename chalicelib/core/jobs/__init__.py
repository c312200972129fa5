"""Long work as rows: what a job is, where it stands, and writes that only the worker who saw it last may make."""
