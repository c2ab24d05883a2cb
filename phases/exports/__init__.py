"""What is made from a payload: page, PDF, CSV, XLSX, data package, the whole site."""
