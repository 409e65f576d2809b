"""The course as a web site: pages to read, and JupyterLite to run the chapters in the browser."""
