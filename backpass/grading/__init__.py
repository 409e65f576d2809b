"""What an instructor runs: release, grade, report. Never imported by the rest of backpass."""
