"""Tables for spreadsheets: CSV in two dialects and workbooks, with no cell that runs."""
