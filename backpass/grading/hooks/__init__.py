"""nbgrader's plug-ins and preprocessors, all of them, and nothing else."""
