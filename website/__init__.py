"""The course as a web site: pages to read, and JupyterLite to run the chapters in the browser."""

from backpass.grading.course import quicken_imports

quicken_imports()  # before any part of it imports nbformat
